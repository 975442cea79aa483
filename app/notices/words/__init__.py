"""The words that letters and pages share: names of states, sentences of proposals, the text of one notice."""
