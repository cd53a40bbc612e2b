"""Whose site it is: organisations, their domains and sites, and who belongs to them.

Not: contracts' clocks.
"""
