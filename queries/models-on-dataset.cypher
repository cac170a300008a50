// Which models are named in papers that evaluate on a dataset? (Papers that name both; the evidence says how.)
// :param dataset => 'ImageNet'
MATCH (d:Dataset)<-[:EVALUATES_ON]-(p:Paper)-[r:INTRODUCES|USES|COMPARES_WITH|EVALUATES_ON]->(m:Model)
WHERE d.id = $dataset OR toLower(d.name) = toLower($dataset) OR $dataset IN d.aliases
RETURN m.name AS model, count(DISTINCT p) AS papers, min(p.year) AS first_year
ORDER BY papers DESC, model, first_year
