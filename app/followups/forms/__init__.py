"""The shape of what people send in the chain: answers, promises, claims, verdicts, due dates."""
