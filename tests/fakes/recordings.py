"""Recordings as browsers make them, real ones: a second of a tone."""

from fractions import Fraction
from io import BytesIO

import av
from av.audio.frame import AudioFrame

RATE = 48_000


def opus(container: str, layout: str = "mono") -> bytes:
    """In WebM as of Chromium, or in Ogg as of Firefox."""
    file = BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream("libopus", rate=RATE, layout=layout)
        for number in range(50):
            frame = AudioFrame(format="s16", layout=layout, samples=960)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.sample_rate, frame.pts, frame.time_base = RATE, number * 960, Fraction(1, RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()
