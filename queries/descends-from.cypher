// What does a model or method descend from, up to four steps back?
// :param entity => 'Llama 2'
MATCH (e:Entity)
WHERE e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases
MATCH path = (e)-[:VARIANT_OF|EXTENDS*1..4]->(a:Entity)
WHERE a.id <> e.id
RETURN a.name AS ancestor, min(length(path)) AS steps, a.papers AS papers, a.id AS id
ORDER BY steps, papers DESC, ancestor, id
