"""What came, went and changed between two graphs, and what is new since somebody was told last."""

from paperweft.history.compare import Difference, LinkChange, NodeChange, compare
from paperweft.history.moments import build_at, is_moment
from paperweft.history.news import Followed, News, news_of, read_follow
from paperweft.history.versions import Version, version_of

__all__ = [
    "Difference",
    "Followed",
    "LinkChange",
    "News",
    "NodeChange",
    "Version",
    "build_at",
    "compare",
    "is_moment",
    "news_of",
    "read_follow",
    "version_of",
]
