"""Dots on a scale: who is behind, where did each stand then and now, how unequal is it?"""
