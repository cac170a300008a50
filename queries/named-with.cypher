// What is named in the same papers as an entity, most often first?
// :param entity => 'Masked Autoencoder'
MATCH (e:Entity)
WHERE e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases
MATCH (e)<-[r]-(p:Paper)-[s]->(o:Entity)
WHERE o.id <> e.id
RETURN o.name AS entity, head([label IN labels(o) WHERE label IN ['Model', 'Method', 'Dataset', 'Task']]) AS type, count(DISTINCT p) AS papers, o.id AS id
ORDER BY papers DESC, entity, id
LIMIT 25
