"""Multipart forms, with a bound on all of their text together.

Werkzeug bounds each field and counts the parts, so that a thousand fields of half a megabyte are
within its limits; they would take half a gigabyte of memory.
"""

from __future__ import annotations

import typing as t
from io import BytesIO
from itertools import chain
from tempfile import SpooledTemporaryFile

from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser, default_stream_factory
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from .browser_forms import Part, browser_parts
from .field_parsing import multi_dict_of

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Forms: t.TypeAlias = tuple[MultiDict[str, str], MultiDict[str, FileStorage]]


#: From this size on Werkzeug writes an uploaded file to disk. A form that is read in one go is smaller.
_SPOOLED = 500 * 1024


class BoundedFormDataParser(FormDataParser):
    """A parser of forms that bounds the text of a multipart form as a whole."""

    #: The most bytes of fields, names and part headers together; ``None`` for no bound. Files do not
    #: count, which are written to disk when they grow.
    max_form_total_size: int | None = None

    def _parse_multipart(
        self,
        stream: t.IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str],
    ) -> tuple[t.IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        most = self.max_form_total_size
        boundary = options.get("boundary", "").encode("ascii")
        if most is None or not boundary:
            return super()._parse_multipart(stream, mimetype, content_length, options)
        parser = BoundedMultiPartParser(
            self.stream_factory,
            self.max_form_memory_size,
            self.cls,
            max_form_parts=self.max_form_parts,
        )
        parser.text_left = most
        return stream, *parser.parse(stream, boundary, content_length)


class BoundedMultiPartParser(MultiPartParser):
    """A parser of one multipart form, which counts its text."""

    #: How many more bytes of text the form may have.
    text_left: int

    def parse(self, stream: t.IO[bytes], boundary: bytes, content_length: int | None) -> Forms:
        """Parse a form.

        :param stream: the body, limited to its length.
        :param boundary: what separates the parts.
        :param content_length: the length of the body that was announced.
        :return: the fields and the files.
        :raises RequestEntityTooLarge: a 413, for more text than is accepted, in one field or together.
        :raises ValueError: for a body that is no such form.
        """
        chunk = stream.read(self.buffer_size)
        size = len(chunk)
        # PERF: a small form is read in a quarter of the time (benchmarks: "multipart upload").
        if size == content_length and size < self.buffer_size and self._needs_no_counting(size):
            parts = browser_parts(chunk, boundary)
            if parts is not None:
                return self._forms_of(parts, size)
        return self._read(chain((chunk,), self._chunks(stream)), boundary, content_length)

    def _needs_no_counting(self, size: int) -> bool:
        """Say whether a form is too small to have too much text, of which names count twice."""
        most = self.max_form_memory_size
        return 2 * size <= self.text_left and (most is None or size <= most)

    def _forms_of(self, parts: list[Part], content_length: int) -> Forms:
        """Return the fields and the files of a form that was read in one go."""
        if self.max_form_parts is not None and len(parts) > self.max_form_parts:
            raise RequestEntityTooLarge
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        for name, filename, content_type, content in parts:
            if filename is None:
                fields.append((name, content.decode("utf-8", "replace")))
            else:
                stream = self._stream_of(content, filename, content_type, content_length)
                files.append((name, _file(stream, name, filename, content_type or "")))
        return multi_dict_of(self.cls, fields), multi_dict_of(self.cls, files)

    def _stream_of(
        self, content: bytes, filename: str, content_type: str | None, total_content_length: int
    ) -> t.IO[bytes]:
        """Return the stream of an uploaded file, at its beginning."""
        if self.stream_factory is default_stream_factory:
            return _spooled(content)
        stream = self.stream_factory(
            total_content_length=total_content_length,
            filename=filename,
            content_type=content_type,
            content_length=0,
        )
        stream.write(content)
        stream.seek(0)
        return stream

    def _chunks(self, stream: t.IO[bytes]) -> Iterator[bytes]:
        while True:
            yield stream.read(self.buffer_size)

    def _read(self, chunks: Iterable[bytes], boundary: bytes, content_length: int | None) -> Forms:
        """Read a form chunk by chunk; an empty one is the end."""
        fields: list[tuple[str, str]] = []
        files: list[tuple[str, FileStorage]] = []
        try:
            self._fill(fields, files, self._events(chunks, boundary), content_length)
        except BaseException:
            for _, file in files:
                file.close()
            raise
        return self.cls(fields), self.cls(files)

    def _fill(
        self,
        fields: list[tuple[str, str]],
        files: list[tuple[str, FileStorage]],
        events: Iterator[Event],
        content_length: int | None,
    ) -> None:
        """Sort what is found in the body into fields and files; a file is there from its beginning."""
        content: _Text | FileStorage
        for event in events:
            if isinstance(event, Field):
                self.spend(_text_around(event))
                content = _Text(self, event)
            elif isinstance(event, File):
                self.spend(_text_around(event))
                stream = self.start_file_streaming(event, content_length)
                content = FileStorage(stream, event.filename, event.name, headers=event.headers)
                files.append((event.name, content))
            elif isinstance(event, Data) and isinstance(content, _Text):
                content.write(event.data)
                if not event.more_data:
                    fields.append((content.name, content.decode()))
            elif isinstance(event, Data) and isinstance(content, FileStorage):
                content.stream.write(event.data)
                if not event.more_data:
                    content.stream.seek(0)

    def _events(self, chunks: Iterable[bytes], boundary: bytes) -> Iterator[Event]:
        """Read the body and yield what is found in it, until it ends."""
        decoder = MultipartDecoder(
            boundary, max_form_memory_size=self.max_form_memory_size, max_parts=self.max_form_parts
        )
        for chunk in chunks:
            decoder.receive_data(chunk or None)
            while not isinstance(event := decoder.next_event(), NeedData):
                if isinstance(event, Epilogue):
                    return
                yield event

    def spend(self, size: int) -> None:
        """Count text, and refuse what is too much.

        :param size: how many bytes of it there are.
        """
        self.text_left -= size
        if self.text_left < 0:
            raise RequestEntityTooLarge


def _spooled(content: bytes) -> t.IO[bytes]:
    """Return such a stream as Werkzeug makes by default, of a content that it keeps in memory.

    PERF: without a copy of the content, and in half the time (benchmarks: "multipart upload").
    """
    stream: t.Any = SpooledTemporaryFile(_SPOOLED, "rb+")  # noqa: SIM115 - the request closes it
    stream._file = BytesIO(content)
    return t.cast("t.IO[bytes]", stream)


def _file(stream: t.IO[bytes], name: str, filename: str, content_type: str) -> FileStorage:
    """Return an uploaded file."""
    headers = Headers()
    # PERF: without looking for line ends in them, of which they have none.
    headers._list = [
        ("Content-Disposition", f'form-data; name="{name}"; filename="{filename}"'),
        ("Content-Type", content_type),
    ]
    return FileStorage(stream, filename, name, headers=headers)


class _Text:
    """The content of a field, which is kept in memory."""

    def __init__(self, parser: BoundedMultiPartParser, field: Field) -> None:
        self.name = field.name
        self._parser = parser
        self._charset = parser.get_part_charset(field.headers)
        self._chunks: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        self._size += len(data)
        most = self._parser.max_form_memory_size
        if most is not None and self._size > most:
            raise RequestEntityTooLarge
        self._parser.spend(len(data))
        self._chunks.append(data)

    def decode(self) -> str:
        return b"".join(self._chunks).decode(self._charset, "replace")


def _text_around(part: Field | File) -> int:
    """Return how much text there is around the content of a part, which may lack a name."""
    return len(part.name or "") + sum(len(name) + len(value) for name, value in part.headers)
