"""Report, pdf: a fetcher that is deaf to the outside.

Input: an address found in HTML or CSS. Output: the bytes of a file of the project itself.
Served are ``asset:<path>`` and ``file:`` addresses that lie, links followed, inside the folders
given. A chart is never fetched: it stands in the image cache already. Everything else raises.
"""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from scan.house import FONTS, LAYOUTS
from scan.report.pdf.charts import SCHEME


class DeafFetcher(URLFetcher):  # type: ignore[misc]
    """Serves files below ``folders``; no network, no other file, no ``data:`` address."""

    def __init__(self, folders: tuple[Path, ...] = (LAYOUTS, FONTS)) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._folders = tuple(folder.resolve() for folder in folders)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The file at ``url``.

        Raises:
            LookupError: for any address that is not served; WeasyPrint turns it into
                ``FatalURLFetchingError``, which nothing in it catches.
        """
        try:
            parts = urlsplit(url)
        except ValueError as error:
            raise LookupError(f"{url} is no address") from error
        if parts.scheme == SCHEME.rstrip(":"):
            raise LookupError(f"there is no drawing for {url}")
        if parts.scheme not in ("asset", "file") or parts.netloc:
            raise LookupError(f"{url} lies outside the project")
        path = self._find(unquote(parts.path), parts.scheme)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(path.as_uri(), path.read_bytes(), {"Content-Type": kind})

    def _find(self, name: str, scheme: str) -> Path:
        candidates = [Path(name)] if scheme == "file" else [f / name for f in self._folders]
        try:
            paths = [candidate.resolve() for candidate in candidates]
            for path in paths:
                if any(map(path.is_relative_to, self._folders)) and path.is_file():
                    return path
        except (OSError, ValueError, RuntimeError) as error:
            raise LookupError(f"{scheme}:{name} is no name of a file") from error
        raise LookupError(f"{scheme}:{name} is no file of the layouts or the fonts")
