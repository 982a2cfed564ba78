"""A YAML file read and held to its shape, each fault with its line."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from .errors import ContentError, advice, fault
from .yaml_lines import line_of, read_yaml

S = TypeVar("S", bound=BaseModel)


def read_shape(file: Path, kind: type[S]) -> S:
    """The file as that shape; raises ContentError naming every faulty line."""
    data = read_yaml(file)
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise ContentError(
            [
                fault(file, line_of(data, detail["loc"]), f"{'.'.join(map(str, detail['loc']))}: {advice(detail)}")
                for detail in error.errors()
            ]
        ) from None
