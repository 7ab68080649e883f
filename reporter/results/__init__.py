"""The values that the analysis finds: frozen, typed, and without a word for people.

One module for each section of the report. They import nothing but each other, so that whatever
reads an archived report needs neither pandas nor a model library.
"""
