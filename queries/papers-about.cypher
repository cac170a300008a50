// Which papers name an entity, in which role, and in which words?
// :param entity => 'Mamba'
MATCH (p:Paper)-[r:INTRODUCES|EVALUATES_ON|USES|COMPARES_WITH|SURVEYS|MENTIONS]->(e:Entity)
WHERE e.id = $entity OR toLower(e.name) = toLower($entity) OR $entity IN e.aliases
RETURN p.title AS paper, p.year AS year, type(r) AS role, round(r.confidence, 2) AS confidence, r.evidence AS evidence, p.id AS id
ORDER BY confidence DESC, paper, id
