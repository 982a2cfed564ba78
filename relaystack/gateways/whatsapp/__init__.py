"""Meta's WhatsApp Cloud API. No field name of Meta's appears outside this folder."""
