// On which datasets do papers evaluate that name a task? (Papers that name both.)
// :param task => 'Object detection'
MATCH (t:Task)<-[r]-(p:Paper)-[:EVALUATES_ON]->(d:Dataset)
WHERE t.id = $task OR toLower(t.name) = toLower($task) OR $task IN t.aliases
RETURN d.name AS dataset, count(DISTINCT p) AS papers, min(p.year) AS first_year, max(p.year) AS last_year, d.id AS id
ORDER BY papers DESC, dataset, id
