"""Is a recording of Chromium refused where nothing here can pack it anew?"""

from io import BytesIO
from pathlib import Path

import pytest
from fakes.recordings import opus

from relaystack.engine.outgoing_files import Unfit
from relaystack.gateways.whatsapp.staging import Staging


def test_without_the_extra_what_chromium_records_is_refused_and_what_firefox_records_is_not(tmp_path: Path) -> None:
    staging = Staging(tmp_path, 100, takes_webm=False)
    with pytest.raises(Unfit, match="Use another one"), staging.staged(BytesIO(opus("webm")), "note.webm", "key"):
        pass
    with staging.staged(BytesIO(opus("ogg")), "note.ogg", "key") as draft:
        assert draft.file.is_voice
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
