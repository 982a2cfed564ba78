"""What does a program import to play Meta's side of the WhatsApp Cloud API on loopback?"""

from metatwin.customers import Customer
from metatwin.faults import Faults
from metatwin.messages import ReadRequest, SendRequest, Sent
from metatwin.twin import Twin

__all__ = ["Customer", "Faults", "ReadRequest", "SendRequest", "Sent", "Twin"]
