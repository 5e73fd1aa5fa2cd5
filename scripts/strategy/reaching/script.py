"""From the functions of `arithmetic` to the same in JavaScript: what a page without a kernel runs.

It knows the few things that stand there, and refuses all else, so that nothing is translated by guess.
"""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from types import ModuleType

SIGNS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.And: "&&", ast.Or: "||", ast.Not: "!", ast.USub: "-",
    ast.Eq: "===", ast.NotEq: "!==", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "===", ast.IsNot: "!==",
}  # fmt: skip
NAMES = {"floor": "Math.floor", "sqrt": "Math.sqrt", "append": "push"}


@cache
def translated(module: ModuleType) -> str:
    """The constants and functions of a module as JavaScript. Raises `ValueError` at what it does not know."""
    body = ast.parse(inspect.getsource(module)).body
    return "\n".join(_statement(node) for node in body if isinstance(node, (ast.FunctionDef, ast.Assign)))


def _statement(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name, args=args, body=body):
            told = ast.get_docstring(node) is not None
            return f"const {name} = ({', '.join(a.arg for a in args.args)}) => {_block(body[told:])};"
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return f"{'const' if name.isupper() else 'var'} {name} = {_value(value)};"
        case ast.Return(value=ast.expr() as value):
            return f"return {_value(value)};"
        case ast.Expr(value=ast.Call() as call):
            return f"{_value(call)};"
        case ast.If(test=test, body=body, orelse=otherwise):
            return f"if ({_value(test)}) {_block(body)}" + (f" else {_block(otherwise)}" if otherwise else "")
    raise _unknown(node)


def _block(body: list[ast.stmt]) -> str:
    return "{ " + " ".join(_statement(node) for node in body) + " }"


def _value(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, (bool, int, float, str)):
            return json.dumps(value, ensure_ascii=False)
        case ast.Name(id=name):
            return NAMES.get(name, name)
        case ast.Attribute(value=of, attr=name):
            return f"{_value(of)}.{NAMES.get(name, name)}"
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return f"({_value(left)} {SIGNS[type(op)]} {_value(right)})"
        case ast.UnaryOp(op=op, operand=of) if type(op) in SIGNS:
            return f"({SIGNS[type(op)]}{_value(of)})"
        case ast.BoolOp(op=op, values=values):
            return f"({f' {SIGNS[type(op)]} '.join(map(_value, values))})"
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in SIGNS:
            return f"({_value(left)} {SIGNS[type(op)]} {_value(right)})"
        case ast.IfExp(test=test, body=then, orelse=otherwise):
            return f"({_value(test)} ? {_value(then)} : {_value(otherwise)})"
        case ast.List(elts=parts):
            return f"[{', '.join(map(_value, parts))}]"
        case ast.JoinedStr(values=parts):
            return f"`{''.join(map(_piece, parts))}`"
        case ast.Call(func=of, args=given, keywords=[]):
            return f"{_value(of)}({', '.join(map(_value, given))})"
        case ast.Call(args=[], keywords=named) if all(k.arg for k in named):  # a record
            return f"({{{', '.join(f'{k.arg}: {_value(k.value)}' for k in named)}}})"
    raise _unknown(node)


def _piece(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)) if not set(text) & set("`\\$"):
            return text
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return f"${{{_value(value)}}}"
    raise _unknown(node)


def _unknown(node: ast.AST) -> ValueError:
    return ValueError(
        f"line {getattr(node, 'lineno', '?')}: {ast.unparse(node)!r} has no translation; expected simpler words"
    )
