"""How a recording of a browser becomes a voice note: the same sound in another kind of file (extra `voice`)."""

from importlib.util import find_spec
from io import BytesIO
from typing import Any

CAN_PACK = find_spec("av") is not None


class Unreadable(Exception):
    """There is no sound in it that we could take over."""


def in_ogg(webm: bytes) -> bytes:
    """The Opus of a WebM file, packed as WhatsApp takes it; nothing is encoded anew."""
    import av  # an extra, and slow to load

    packed = BytesIO()
    try:
        with av.open(BytesIO(webm)) as recorded, av.open(packed, "w", format="ogg") as note:
            _take_over(recorded, note)
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise Unreadable from error
    return packed.getvalue()


def _take_over(recorded: Any, note: Any) -> None:
    sound = recorded.streams.audio[0]
    if sound.codec_context is None or sound.codec_context.name != "opus":
        raise Unreadable
    stream = note.add_stream_from_template(sound)
    for packet in recorded.demux(sound):
        if packet.dts is not None:  # the last one is empty
            packet.stream = stream
            note.mux(packet)
