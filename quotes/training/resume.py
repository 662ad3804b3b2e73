"""Goes on training a saved tagger, which Stanza's tagger program has no option for: `resume START_FILE OPTION...`."""

import sys
from functools import partial

from stanza.models import tagger


def main(arguments: list[str]) -> None:
    """Run Stanza's tagger program with `arguments[1:]`, its weights taken from the file `arguments[0]`."""
    tagger.Trainer = partial(tagger.Trainer, model_file=arguments[0])
    tagger.main(arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
