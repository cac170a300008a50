// Which methods are named in more papers of the later years than of the earlier ones?
// :param since => 2021
MATCH (p:Paper)-[r:INTRODUCES|USES|COMPARES_WITH|EVALUATES_ON|SURVEYS|MENTIONS]->(m:Method)
WHERE p.year IS NOT NULL
WITH m, sum(CASE WHEN p.year >= $since THEN 1 ELSE 0 END) AS later, sum(CASE WHEN p.year < $since THEN 1 ELSE 0 END) AS earlier
WHERE later > earlier
RETURN m.name AS method, earlier, later, later - earlier AS rise, m.id AS id
ORDER BY rise DESC, method, id
LIMIT 25
