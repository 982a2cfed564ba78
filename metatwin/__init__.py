"""What does a program import to play Meta's side of the WhatsApp Cloud API on loopback?"""

from metatwin.customers import Customer
from metatwin.faults import Faults
from metatwin.messages import FileRequest, ReadRequest, SendRequest, Sent
from metatwin.twin import Twin

__all__ = ["Customer", "Faults", "FileRequest", "ReadRequest", "SendRequest", "Sent", "Twin"]
