// Which datasets does only one paper evaluate on?
MATCH (p:Paper)-[:EVALUATES_ON]->(d:Dataset)
WITH d, count(DISTINCT p) AS users, min(p.title) AS paper
WHERE users = 1
RETURN d.name AS dataset, paper, d.id AS id
ORDER BY dataset, id
