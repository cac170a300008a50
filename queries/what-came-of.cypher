// What came of a model or method: its versions, and what papers say was built from it, up to four steps away?
// :param entity => 'Llama'
MATCH (e:Entity)
WHERE e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases
MATCH path = (d:Entity)-[:VARIANT_OF|EXTENDS*1..4]->(e)
WHERE d.id <> e.id
RETURN d.name AS descendant, min(length(path)) AS steps, d.papers AS papers, d.id AS id
ORDER BY steps, papers DESC, descendant, id
