"""The oldest versions that pyproject.toml allows, one `name==version` a line: `make test-oldest` installs these."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
USERS = ("pandas", "tables")  # the extras of users; what developers need may be new


def oldest(project: Path = PROJECT) -> Iterator[str]:
    """Each dependency of users at its lower bound.

    Raises ValueError for one that has none, or several.
    """
    table = tomllib.loads(project.read_text("utf-8"))["project"]
    extras = table["optional-dependencies"]
    for line in (*table["dependencies"], *(line for extra in USERS for line in extras[extra])):
        requirement = Requirement(line)
        (bound,) = (each.version for each in requirement.specifier if each.operator in (">=", "==", "~="))
        yield f"{requirement.name}=={bound}"


if __name__ == "__main__":
    print("\n".join(oldest()))  # noqa: T201 - what this program is for
