// Which papers introduce a dataset that other papers evaluate on?
MATCH (p:Paper)-[:INTRODUCES]->(d:Dataset)<-[:EVALUATES_ON]-(o:Paper)
WHERE o.id <> p.id
RETURN d.name AS dataset, p.label AS introduced_by, p.year AS year, count(DISTINCT o) AS evaluations, p.id AS paper
ORDER BY evaluations DESC, dataset, paper
