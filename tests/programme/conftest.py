"""What tests of mails need, as registration has it."""

from tests.registration.conftest import deliver, mailbox

__all__ = ["deliver", "mailbox"]
