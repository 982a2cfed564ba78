"""How files of the staff come to Meta, which gives them an id."""

from relaystack.engine.carrier import Delivered, OutgoingItem
from relaystack.errors import Refused, Temporary

from ..folder import Folder
from ..http import Http
from .graph import Graph
from .json_shapes import text
from .uploads import upload

TRIES = 14  # within about an hour: what is written after a file waits for it


class StaffFiles:
    """The carrier of files of the staff. Twice does no harm: the newer id counts."""

    def __init__(self, http: Http, api: Graph, folder: Folder) -> None:
        self._http, self._api, self._folder = http, api, folder

    async def deliver(self, outgoing: OutgoingItem) -> Delivered:
        """Upload one."""
        data = await self._folder.off(self._folder.read, text(outgoing.payload, "path"))
        if data is None:
            raise Refused("the file is not kept here any more")
        try:
            media_id = await upload(self._http, self._api, data, text(outgoing.payload, "mime_type"))
        except Temporary as error:
            raise Temporary(error.title, error.code, TRIES, error.wait) from error
        return Delivered(record={"media_id": media_id})

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()
        self._folder.close()
