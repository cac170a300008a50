// By which shortest chain of citations does one paper lead back to another? Give ids or whole titles.
// :param later => 'Mamba: Linear-Time Sequence Modeling with Selective State Spaces'
// :param earlier => 'Long Short-Term Memory'
MATCH (a:Paper), (b:Paper)
WHERE (a.id = $later OR toLower(a.title) = toLower($later)) AND (b.id = $earlier OR toLower(b.title) = toLower($earlier)) AND a.id <> b.id
MATCH path = allShortestPaths((a)-[:CITES*1..8]->(b))
WITH a, b, length(path) AS steps, reduce(way = '', n IN nodes(path) | way + CASE way WHEN '' THEN '' ELSE ' → ' END + n.label) AS way
RETURN steps, a.label AS later, b.label AS earlier, min(way) AS way, count(*) AS ways
ORDER BY steps, later, earlier, way
