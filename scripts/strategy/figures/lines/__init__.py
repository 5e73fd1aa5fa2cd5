"""Lines over time: how has it moved, is the distance closing, does it keep pace?"""
