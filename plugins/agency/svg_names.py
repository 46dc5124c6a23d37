"""The elements, attributes and CSS functions that a published SVG may use: an allow-list.

Taken from SVG 2 (Candidate Recommendation, 4 October 2018) and Filter Effects Module Level 1, without everything that
fetches, links, runs scripts, is animated or embeds another language: a, animate, feImage, foreignObject, image, script, set, …
Nor is there what a few bytes can make a browser draw for minutes: marker, which is drawn at each point of a path, and of the
filters feConvolveMatrix, feMorphology, feTurbulence, lights and others; shadows and blurs need none of these.
"""

from __future__ import annotations

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
# A browser acts on elements of these languages wherever they stand; those of any other mean nothing to it.
ACTIVE_NAMESPACES = frozenset({"http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"})


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


ELEMENTS = _set("""
    svg g defs symbol use switch title desc style
    path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern
    filter feBlend feColorMatrix feComponentTransfer feComposite feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feMerge feMergeNode feOffset
""")
FILTER_STEP = "fe"  # how the name of an element begins that computes each pixel of a filter
# Known to draw nothing in any browser: who made the file, and letters in a form that was given up.
LEFT_OUT = _set("""
    metadata font font-face font-face-format font-face-name font-face-src font-face-uri glyph hkern missing-glyph vkern
""")

# What they hold is a name and no style: `Vector (Stroke)` is a usual id.
NAMING = frozenset({"id", "class"})
PRESENTATION = """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering direction display dominant-baseline enable-background fill
    fill-opacity fill-rule filter flood-color flood-opacity font font-family font-feature-settings font-kerning
    font-size font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal
    glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker marker-end
    marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events
    shape-rendering solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style text-align text-anchor
    text-decoration text-overflow text-rendering transform transform-box transform-origin unicode-bidi
    vector-effect visibility white-space word-spacing writing-mode
"""
GEOMETRY = """
    clipPathUnits cx cy d dx dy fr fx fy gradientTransform gradientUnits height lengthAdjust maskContentUnits maskUnits method offset orient pathLength patternContentUnits
    patternTransform patternUnits points preserveAspectRatio r refX refY rotate rx ry side spacing spreadMethod
    startOffset textLength viewBox width x x1 x2 y y1 y2
"""
FILTERS = """
    amplitude edgeMode exponent filterRes filterUnits in in2 intercept k1 k2 k3 k4 mode operator primitiveUnits
    result slope stdDeviation tableValues type values
"""
DOCUMENT = """
    baseProfile contentScriptType contentStyleType focusable lang media requiredExtensions requiredFeatures role
    systemLanguage tabindex version zoomAndPan
"""
ATTRIBUTES = NAMING | _set(f"{PRESENTATION} {GEOMETRY} {FILTERS} {DOCUMENT}")
# Attributes of other languages than SVG that are written; all others draw nothing and are left out.
PREFIXED = {f"{XLINK} href": "xlink:href", f"{XML} lang": "xml:lang", f"{XML} space": "xml:space"}
# How the names of attributes begin in which programs keep notes.
NOTES = ("data-", "aria-")

FUNCTIONS = _set("""
    rgb rgba hsl hsla hwb lab lch oklab oklch color device-cmyk icc-color calc var rect
    matrix matrix3d translate translatex translatey scale scalex scaley rotate skew skewx skewy
""")
