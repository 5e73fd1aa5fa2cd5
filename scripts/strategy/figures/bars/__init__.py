"""Bars from zero: how much, place by place, one by one?"""
