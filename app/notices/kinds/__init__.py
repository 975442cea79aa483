"""All that there is to say of a kind of event, one object a kind, in one module a room.

A new kind costs three places: a line in EventKind, its Rule in app/notices/rules.py, its Happening here.
"""
