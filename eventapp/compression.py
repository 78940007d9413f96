"""How does an answer become small on its way? With gzip, where the browser takes it."""

import gzip

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

LEVEL = 4
"""Of what is made anew for each request: 2,500 people with 30,000 contacts, a fifth of their size, take a few
hundredths of a second."""


def compressed(answer: ResponseReturnValue) -> Response:
    """The answer, compressed where this request takes it.

    Only for answers in which nothing stands that the request said: where a secret stands beside words of somebody
    else, it can be guessed from the sizes of answers (the BREACH attack, https://www.breachattack.com).
    """
    response = make_response(answer)
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.direct_passthrough = False  # a download is handed over as a file, until it is read
        response.set_data(gzip.compress(response.get_data(), LEVEL))
        response.content_encoding = "gzip"
    return response
