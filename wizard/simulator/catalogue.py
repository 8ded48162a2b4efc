"""What the shop sells: one table, prices in dollars before tax. Each product's picture is ``<part>.svg``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CATEGORIES = {
    "clinic": "Clinic supplies",
    "office": "Office supplies",
    "cleaning": "Cleaning",
    "kitchen": "Kitchen and breaks",
    "desk": "Furniture and devices",
}


@dataclass(frozen=True, slots=True)
class Product:
    """One thing on a shelf; ``unspsc`` is its eight-digit class, ``ean`` its thirteen-digit number."""

    part: str
    category: str
    kind: str
    title: str
    brand: str
    brand_part: str
    unspsc: str
    ean: str
    dollars: Decimal
    text: str
    sold_by: str = "Stand-in Trading"

    @property
    def picture(self) -> str:
        return f"simulator/{self.part}.svg"


def _stock(category: str, *shelf: tuple[str, str, str, str, str, str, str, str, str]) -> list[Product]:
    return [Product(row[0], category, *row[1:7], Decimal(row[7]), row[8]) for row in shelf]


PRODUCTS: tuple[Product, ...] = (
    *_stock(
        "clinic",
        ("B0CLN01GLV", "Gloves", "Nitrile gloves, powder-free, box of 100", "Halden", "HN-100-M", "42132203", "4006381400015", "11.90", "Medium, latex-free, textured finger tips."),
        ("B0CLN02MSK", "Masks", "Surgical face masks, type IIR, box of 50", "Halden", "HM-50", "42131713", "4006381400022", "8.40", "Three layers, soft ear loops, nose clip."),
        ("B0CLN03THM", "Thermometers", "Digital thermometer with flexible tip", "Orrin", "OT-12F", "42182206", "4006381400039", "9.75", "Reads in ten seconds, waterproof, beeps when done."),
        ("B0CLN04BPM", "Monitors", "Upper-arm blood pressure monitor", "Orrin", "OB-300", "42181605", "4006381400046", "47.50", "Large display, memory for two people, cuff of 22 to 42 cm."),
        ("B0CLN05BND", "Bandages", "Elastic bandages, 8 cm x 4 m, pack of 10", "Halden", "HB-8-10", "42311508", "4006381400053", "13.20", "Washable, with clips."),
        ("B0CLN06GEL", "Hygiene", "Hand sanitiser gel, 500 ml pump bottle", "Clearwell", "CG-500", "53131626", "4006381400060", "6.30", "70 % alcohol, with glycerine, kind to the skin."),
        ("B0CLN07STE", "Instruments", "Stethoscope, dual head", "Orrin", "OS-2", "42182101", "4006381400077", "39.00", "Light tubing, spare ear tips included."),
    ),
    *_stock(
        "office",
        ("B0OFF01PPR", "Paper", "Copy paper A4, 80 g, 5 x 500 sheets", "Birchline", "BP-A4-5", "14111507", "4006381400084", "24.99", "Bright white, for laser and ink."),
        ("B0OFF02PEN", "Writing", "Ball pens, blue, pack of 20", "Inkwell & Co", "IP-20B", "44121704", "4006381400091", "7.80", "Medium line, rubber grip."),
        ("B0OFF03STP", "Desk tools", "Stapler, 30 sheets, with 1,000 staples", "Birchline", "BS-30", "44121615", "4006381400107", "12.45", "Metal body, opens flat for posters."),
        ("B0OFF04NTE", "Paper", "Sticky notes, 76 x 76 mm, 12 pads", "Birchline", "BN-12", "14111530", "4006381400114", "8.95", "Four colours, 100 sheets a pad."),
        ("B0OFF05BDR", "Filing", "Lever arch file, 75 mm, pack of 5", "Birchline", "BL-75-5", "44122003", "4006381400121", "16.60", "Coated board, label on the spine."),
        ("B0OFF06MRK", "Writing", "Whiteboard markers, set of 4", "Inkwell & Co", "IM-4", "44121708", "4006381400138", "5.95", "Wipes off dry, round tip."),
    ),
    *_stock(
        "cleaning",
        ("B0CLE01SPR", "Cleaners", "Surface cleaner, 750 ml spray", "Clearwell", "CS-750", "47131805", "4006381400145", "4.70", "For desks, glass and tiles; smells of lemon."),
        ("B0CLE02TWL", "Paper", "Paper towels, 2-ply, 8 rolls", "Clearwell", "CT-8", "14111703", "4006381400152", "14.30", "Strong when wet."),
        ("B0CLE03BAG", "Waste", "Waste bags, 60 litres, roll of 50", "Clearwell", "CB-60", "47121701", "4006381400169", "9.10", "Recycled, with tie handles."),
        ("B0CLE04MOP", "Tools", "Mop and bucket set", "Clearwell", "CM-SET", "47131618", "4006381400176", "32.00", "Bucket of 12 litres with wringer."),
    ),
    *_stock(
        "kitchen",
        ("B0KIT01COF", "Coffee", "Coffee beans, medium roast, 1 kg", "Morning Post", "MC-1000", "50201706", "4006381400183", "18.50", "Chocolate and hazelnut, for any machine."),
        ("B0KIT02CUP", "Cups", "Paper cups, 240 ml, pack of 100", "Morning Post", "MP-100", "52151504", "4006381400190", "10.20", "Compostable lining."),
        ("B0KIT03KTL", "Kettles", "Electric kettle, 1.7 litres", "Orrin", "OK-17", "52141801", "4006381400206", "36.40", "Steel, turns itself off."),
    ),
    *_stock(
        "desk",
        ("B0DSK01CHR", "Chairs", "Office chair with lumbar support", "Northbank", "NC-7", "56112102", "4006381400213", "189.00", "Mesh back, adjustable arms, five castors."),
        ("B0DSK02LMP", "Lamps", "LED desk lamp, dimmable", "Northbank", "NL-3", "39111501", "4006381400220", "42.90", "Three colours of light, swinging arm."),
        ("B0DSK03MON", "Screens", "Monitor, 27 inch, height-adjustable", "Northbank", "NM-27", "43211902", "4006381400237", "229.00", "2560 x 1440, USB-C with 65 W."),
        ("B0DSK04KEY", "Keyboards", "Wireless keyboard and mouse", "Northbank", "NK-2", "43211706", "4006381400244", "54.00", "Quiet keys, batteries last two years."),
    ),
)  # fmt: skip
BY_PART = {product.part: product for product in PRODUCTS}


def shelves(category: str, wanted: str) -> list[Product]:
    """The products of a category (or of all) whose words hold everything searched for."""
    words = wanted.casefold().split()
    return [
        product
        for product in PRODUCTS
        if category in ("", product.category)
        and all(word in f"{product.title} {product.kind} {product.brand}".casefold() for word in words)
    ]
