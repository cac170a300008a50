// Which methods are named together, in how many papers?
// :param least => 2
MATCH (a:Method)<-[r]-(p:Paper)-[s]->(b:Method)
WHERE a.id < b.id
WITH a, b, count(DISTINCT p) AS papers
WHERE papers >= $least
RETURN a.name AS method, b.name AS other, papers
ORDER BY papers DESC, method, other, a.id, b.id
