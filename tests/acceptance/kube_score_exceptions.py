from __future__ import annotations
EXCEPTIONS: dict[tuple[str,str],str] = {}
