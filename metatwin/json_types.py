"""What is a JSON object called in the types of this package?"""

from typing import Any

Json = dict[str, Any]
