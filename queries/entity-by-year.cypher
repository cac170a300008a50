// In how many papers of each year is an entity named?
// :param entity => 'Transformer'
MATCH (p:Paper)-[r]->(e:Entity)
WHERE p.year IS NOT NULL AND (e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases)
RETURN p.year AS year, count(DISTINCT p) AS papers
ORDER BY year
