"""Why something is not done: in English, and with what it takes to say it in another language."""


class Refusal(Exception):
    """Nothing was done.

    ``reason``: narrower than the kind of the refusal, where one kind has several sentences; it
    names the sentence in the console's catalogues.  ``params``: the values in that sentence.
    """

    def __init__(self, detail: str = "", reason: str = "", **params: str | int) -> None:
        super().__init__(detail)
        self.reason, self.params = reason, params
