"""`make bench`: time and SQL queries of each screen, on little and on much data.

`measure` builds the databases and takes the times, `worker` is the part of it inside
Odoo. `data`, `communication` and `loop_data` make what is in the databases; `screens`
and `loop` say what is measured, as the `calls` that the `views` lead to.
"""
