"""What a published site may hold, and nothing else: an allow-list over its HTML, SVG, CSS and JSON, and over its kinds of files.

Nothing on a page comes from elsewhere, nothing runs but the scripts of the look, nothing is styled but by its sheet: so it
shows the same under the strictest policy that a host can send. What is not in the lists is refused, whatever it may be.

| module | what it judges |
| --- | --- |
| `addresses` | whether an address leads elsewhere, and whether a link may |
| `markup` | HTML, SVG and XML: elements, attributes, addresses |
| `styles` | CSS |
| `drawings` | Vega and Vega-Lite, as a dictionary or in a file of JSON |
| `files` | a file of the site, by what its name ends in |
"""
