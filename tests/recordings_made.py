"""Short recordings for tests, made with FFmpeg's libraries; silence and grey pictures."""

import io
from fractions import Fraction

import av

SOUND = {
    "opus": ("ogg", "libopus", 48000),
    "m4a": ("ipod", "aac", 44100), "aac": ("adts", "aac", 44100),
    "mp3": ("mp3", "libmp3lame", 44100), "wav": ("wav", "pcm_s16le", 8000),
    "amr": ("amr", "libopencore_amrnb", 8000), "3gp": ("3gp", "libopencore_amrnb", 8000),
    "mp4": ("mp4", "aac", 48000), "mov": ("mov", "aac", 48000), "webm": ("webm", "libopus", 48000),
    "mka": ("matroska", "aac", 48000), "caf": ("caf", "pcm_s16be", 8000),
    "flac": ("flac", "flac", 44100), "avi": ("avi", "libmp3lame", 44100),
}  # fmt: skip
"""By suffix: container, codec, samples a second."""


class _Pipe(io.BytesIO):
    """Cannot go back: what is written before the length is known stays as it is."""

    def seekable(self) -> bool:
        return False


def sound(
    kind: str,
    seconds: int = 2,
    tags: dict[str, str] | None = None,
    piped: bool = False,
    **more: str,
) -> bytes:
    container, codec, rate = SOUND[kind]
    out = _Pipe() if piped else io.BytesIO()
    options = {"fflags": "+bitexact", **more}
    with av.open(out, "w", format=container, options=options) as file:
        file.metadata.update(tags or {})
        layout = "mono" if rate == 8000 else "stereo"
        track = file.add_stream(codec, rate=rate, layout=layout)
        step = 960
        for at in range(0, rate * seconds, step):
            frame = av.AudioFrame("s16", layout, min(step, rate * seconds - at))
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.rate, frame.pts, frame.time_base = rate, at, Fraction(1, rate)
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()


def film(container: str, codec: str = "mpeg4", tags: dict[str, str] | None = None) -> bytes:
    """One second of grey, ten pictures."""
    out = io.BytesIO()
    options = {"fflags": "+bitexact"}
    if container in ("mov", "mp4"):
        options["movflags"] = "use_metadata_tags"
    with av.open(out, "w", format=container, options=options) as file:
        file.metadata.update(tags or {})
        track = file.add_stream(codec, rate=10)
        track.width, track.height, track.pix_fmt = 32, 16, "yuv420p"
        for at in range(10):
            frame = av.VideoFrame(32, 16, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            frame.pts, frame.time_base = at, Fraction(1, 10)
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()
