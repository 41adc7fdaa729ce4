"""The forms of many PDFs as one: every field keeps its value, and equal names are told apart."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

WAYS = ("/DA", "/Q")
"""How a form says its fields are to be written, where a field does not say it itself."""


class Forms:
    """The form of the bundle as it grows."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._form: Any = None
        self._names: set[str] = set()

    def add(self, source: Pdf) -> None:
        """Takes over a form whose pages were copied before."""
        form: Any = source.Root.get(Name.AcroForm)
        if not isinstance(form, Dictionary) or not isinstance(form.get(Name.Fields), Array):
            return
        copied: Any = self._pdf.copy_foreign(
            form if form.is_indirect else source.make_indirect(form)
        )
        if self._form is None:
            empty = Dictionary(Fields=Array(), DR=Dictionary())
            self._form = self._pdf.Root.AcroForm = self._pdf.make_indirect(empty)
        for field in copied.Fields:
            if not isinstance(field, Dictionary):
                continue
            for way in WAYS:
                if way in copied and way not in field:
                    field[way] = copied[way]
            self._tell_apart(field)
            self._form.Fields.append(field)
        self._take_resources(copied.get(Name.DR))

    def _tell_apart(self, field: Any) -> None:
        """Two fields with one name would be one field with one value."""
        if Name.T not in field:
            return
        name = words = str(field.T)
        number = 2
        while name in self._names:
            name, number = f"{words} ({number})", number + 1
        self._names.add(name)
        if name != words:
            field.T = String(name)

    def _take_resources(self, resources: Any) -> None:
        """Fonts to write with; every look that is there already has its own."""
        if not isinstance(resources, Dictionary):
            return
        held = self._form.DR
        for kind, listed in resources.items():
            if not isinstance(listed, Dictionary):
                continue
            if kind not in held:
                held[kind] = Dictionary()
            for name, value in listed.items():
                if name not in held[kind]:
                    held[kind][name] = value
