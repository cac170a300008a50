// Which models were introduced in or after a year, and by which paper?
// :param since => 2023
MATCH (p:Paper)-[:INTRODUCES]->(m:Model)
WHERE p.year >= $since
RETURN p.year AS year, m.name AS model, p.title AS paper, m.id AS id
ORDER BY year, model, id, paper
