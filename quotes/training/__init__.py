"""The recipe that trains the embedded English models: data, vectors, Stanza's trainers, pack, evaluation."""
