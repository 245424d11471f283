"""What files look like, and what must come of each: one line a case."""
# ruff: noqa: E501 - a case is a line of the table

from __future__ import annotations

from collections.abc import Sequence

from tests.people.corpus.books import Page, Value, csv, ods, one, xlsx
from tests.people.corpus.outcomes import Case, Fails, Gives, H, Refused, Unsure
from tongxin.people.errors import NoSpreadsheet
from tongxin.people.register_rules import FaultKind, NoteKind

HEADS = ("村", "村民小组", "门牌", "户主", "电话", "人口")
V, G = "莲华村", "上营组"
ID = "53230119600101008X"


def row(
    door: Value = "1", head: Value = "毕家福", *more: Value, group: Value = G, village: Value = V
) -> list[Value]:
    """A household in the order of `HEADS`."""
    return [village, group, door, head, *more]


MESSES: Sequence[Case] = (
    Case("a plain sheet", one(HEADS, row("1"), row("2", "罗春华", 13800000001, 4)), Gives(
        H("1", "毕家福"), H("2", "罗春华", phone="13800000001", people=4))),
    Case("a title above the heading, merged", one(["东华镇农村户册"], ["2026年11月"], HEADS, row(),
        merged=[(0, 0, 0, 5), (1, 0, 1, 5)]), Gives(H("1", "毕家福"))),
    Case("a title that names the village, and no column for it", one(["东华镇莲华村户册"], HEADS[1:], row()[1:]), Gives(
        H("1", "毕家福"), notes=[NoteKind.VILLAGE_OF_SHEET])),
    Case("a heading in two rows, merged both ways", one(
        ["村", "小组", "门牌号", "户主信息", None, "人口"], [None, None, None, "姓名", "电话", None],
        row("1", "毕家福", "13800000001", 3),
        merged=[(0, 3, 0, 4), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 5, 1, 5)]),
        Gives(H("1", "毕家福", phone="13800000001", people=3))),
    Case("a heading in two rows of a CSV", csv(
        ["村", "小组", "门牌号", "户主", None], [None, None, None, "姓名", "联系电话"], row("1", "毕家福", "13800000001")),
        Gives(H("1", "毕家福", phone="13800000001"))),
    Case("village and group merged over their rows", one(HEADS, row("1"), [None, None, "2", "罗春华"], [None, None, "3", "段丽"],
        merged=[(1, 0, 3, 0), (1, 1, 3, 1)]), Gives(H("1", "毕家福"), H("2", "罗春华"), H("3", "段丽"))),
    Case("the group in the first row of each block only", one(HEADS, row("1"), row("2", "罗春华", group=None),
        row("1", "段丽", group="下营组"), row("2", "赵云", group=None)), Gives(
        H("1", "毕家福"), H("2", "罗春华"), H("1", "段丽", group="下营组"), H("2", "赵云", group="下营组"),
        notes=[NoteKind.FILLED_DOWN])),
    Case("a sheet for each group", xlsx(Page("上营组", [("村", "门牌", "户主"), (V, 1, "毕家福")]),
        Page("下营组", [("村", "门牌", "户主"), (V, 1, "段丽")])), Gives(
        H("1", "毕家福"), H("1", "段丽", group="下营组"), notes=[NoteKind.GROUP_OF_SHEET, NoteKind.GROUP_OF_SHEET])),
    Case("a sheet for each village", xlsx(Page("莲华村", [("组", "门牌", "户主"), (G, 1, "毕家福")]),
        Page("本东村", [("组", "门牌", "户主"), (G, 1, "段丽")])), Gives(
        H("1", "段丽", village="本东村"), H("1", "毕家福"), notes=[NoteKind.VILLAGE_OF_SHEET, NoteKind.VILLAGE_OF_SHEET])),
    Case("titles of groups between the rows", one(("村", "门牌", "户主"), ("上营组",), (V, 1, "毕家福"), ("下营组",), (V, 1, "段丽"),
        merged=[(1, 0, 1, 2), (3, 0, 3, 2)]), Gives(
        H("1", "毕家福"), H("1", "段丽", group="下营组"), notes=[NoteKind.SECTIONS])),
    Case("headings in other words", one(("村委会", "小组", "户号", "户主姓名", "联系电话", "家庭人口数"), row("1", "毕家福", None, 2)),
        Gives(H("1", "毕家福", people=2))),
    Case("headings with blanks, brackets, breaks and width", one(("村（社区）", "村民\n小组", "门 牌 号：", "＊户主", "电话(手机)", "人口（人）"), row("1", "毕家福", None, 2)),
        Gives(H("1", "毕家福", people=2))),
    Case("the name alone, without a column for the head", one(("村", "组", "门牌", "姓名"), row()), Gives(H("1", "毕家福"))),
    Case("full-width digits and blanks", one(HEADS, row("１２－１", "毕　家福", "１３８００００００01", "３")), Gives(
        H("12-1", "毕家福", phone="13800000001", people=3))),
    Case("numbers kept as text", one(HEADS, row("12", "毕家福", "138 0000 0001", "3")), Gives(
        H("12", "毕家福", phone="13800000001", people=3))),
    Case("text kept as numbers", one(HEADS, row(12, "毕家福", 13800000001, 3.0)), Gives(
        H("12", "毕家福", phone="13800000001", people=3))),
    Case("blank rows between", one(HEADS, row("1"), [], [None, " "], row("2", "罗春华")), Gives(H("1", "毕家福"), H("2", "罗春华"))),
    Case("totals at the foot", one(HEADS, row("1", "毕家福", None, 3), ["合计", None, None, "1户", None, 3]), Gives(
        H("1", "毕家福", people=3), notes=[NoteKind.TOTALS])),
    Case("subtotals between", one(HEADS, row("1"), [None, "小计", 1], row("1", "段丽", group="下营组")), Gives(
        H("1", "毕家福"), H("1", "段丽", group="下营组"), notes=[NoteKind.TOTALS])),
    Case("signed and dated at the foot", one(HEADS, row(), ["填表人：罗某", None, None, "审核人：赵某"], ["填表日期：2026年11月"]),
        Gives(H("1", "毕家福"), notes=[NoteKind.FOOTERS])),
    Case("the heading again on each printed page", one(HEADS, row("1"), HEADS, row("2", "罗春华")), Gives(
        H("1", "毕家福"), H("2", "罗春华"), notes=[NoteKind.HEADINGS_AGAIN])),
    Case("example rows of the template", one(HEADS, row("9", "张三", village="示例：莲华村"), row()), Gives(H("1", "毕家福"))),
    Case("the sheet begins at C3", one([], [], [None, None, *HEADS], [None, None, *row()]), Gives(H("1", "毕家福"))),
    Case("columns that are never read", one(("序号", *HEADS, "性别", "民族"), [1, *row("1", "毕家福", None, 2), "女", "彝"]), Gives(
        H("1", "毕家福", people=2), notes=[NoteKind.IGNORED])),
    Case("a summary sheet and a hidden one", xlsx(Page("汇总", [("村", "户数"), (V, 1)]), Page("户册", [HEADS, row()]),
        Page("旧", [HEADS, row("7")], hidden=True)), Gives(H("1", "毕家福"), notes=[NoteKind.SHEET_UNREAD])),
    Case("a village by another ending", one(HEADS, row(village="莲华村委会")), Gives(H("1", "毕家福"))),
    Case("a village by its code as a number", one(HEADS, row(village=532301105203)), Gives(H("1", "毕家福"))),
    Case("the mark that empties", one(HEADS, row("1", "毕家福", "无")), Gives(H("1", "毕家福", phone=""))),
    Case("a household over several rows, the first is the head", one(
        ("村", "组", "门牌", "姓名", "与户主关系", "电话"), (V, G, 1, "毕家福", "户主", "13800000001"), (V, G, 1, "罗春华", "妻", None),
        (V, G, 2, "段丽", "户主", None)), Gives(
        H("1", "毕家福", phone="13800000001", members=[("罗春华", "妻")]), H("2", "段丽"))),
    Case("the head further down under one door", one(
        ("村", "组", "门牌", "姓名", "关系"), (V, G, 1, "毕小福", "子"), (V, G, 1, "毕家福", "户主"), (V, G, 1, "罗春华", "妻")),
        Gives(H("1", "毕家福", members=[("毕小福", "子"), ("罗春华", "妻")]))),
    Case("door and head merged over the members", one(
        ("村", "组", "门牌", "户主", "姓名", "关系"), (V, G, 1, "毕家福", "毕家福", "户主"), (None, None, None, None, "罗春华", "妻"),
        (V, G, 2, "段丽", "段丽", "户主"), merged=[(1, n, 2, n) for n in range(4)]), Gives(
        H("1", "毕家福", members=[("罗春华", "妻")]), H("2", "段丽"))),
    Case("members with empty doors below their head", one(
        ("村", "组", "门牌", "户主", "姓名", "关系"), (V, G, 1, "毕家福", "毕家福", "本人"), (None, None, None, None, "罗春华", "配偶"),
        (None, None, None, None, "毕小福", "儿子")), Gives(H("1", "毕家福", members=[("罗春华", "配偶"), ("毕小福", "儿子")]))),
    Case("a column that says who is the head", one(
        ("村", "组", "门牌", "姓名", "是否户主"), (V, G, 1, "毕家福", "是"), (V, G, 1, "罗春华", "否")),
        Gives(H("1", "毕家福", members=[("罗春华", "")]))),
    Case("ID numbers where the town keeps none", one((*HEADS, "身份证号码"), [*row("1", "毕家福", None, 2), 5.3e+17]), Gives(
        H("1", "毕家福", people=2), notes=[NoteKind.ID_IGNORED])),
    Case("ID numbers where the town keeps them", one((*HEADS, "身份证号"), [*row("1", "毕家福", None, 2), "５３２３０１１９６００１０１００８ｘ"]),
        Gives(H("1", "毕家福", people=2, id_number=ID)), keeps_ids=True),
    Case("positions in WGS84", one((*HEADS, "纬度", "经度"), [*row("1", "毕家福", None, None), 25.013, "101.54"]), Gives(
        H("1", "毕家福", position=(25.013, 101.54, "wgs84")))),
    Case("positions in GCJ-02 are converted and marked", one((*HEADS, "纬度", "经度", "坐标系"), [*row("1", "毕家福", None, None), 25.013, 101.54, "高德"]),
        Gives(H("1", "毕家福", position=(25.0161, 101.5386, "gcj02")))),
    Case("a CSV in GB 18030", csv(HEADS, row("1", "毕家福"), encoding="gb18030"), Gives(H("1", "毕家福"))),
    Case("a text file with tabs in UTF-16", csv(HEADS, row(), separator="\t", encoding="utf-16"), Gives(H("1", "毕家福"))),
    Case("an OpenDocument spreadsheet", ods(HEADS, row(1, "毕家福", 13800000001, 3)), Gives(H("1", "毕家福", phone="13800000001", people=3))),
)  # fmt: skip

QUESTIONS: Sequence[Case] = (
    Case("a heading that nobody knows", one((*HEADS, "宅基地面积"), [*row("1", "毕家福", None, 2), 120]), Unsure("宅基地面积")),
    Case("two columns for the phone", one((*HEADS, "联系电话"), [*row("1", "毕家福", None, 2), "13800000001"]), Unsure("联系电话")),
    Case("only a running number for the door", one(("序号", "村", "组", "户主"), (1, V, G, "毕家福")), Unsure("序号")),
    Case("a heading that contains a word", one(("村", "组", "家庭住址门牌号", "户主"), row()), Unsure("家庭住址门牌号")),
    Case("values under no heading", one(HEADS, [*row("1", "毕家福", None, 2), "有狗"]), Unsure("")),
)  # fmt: skip

FAULTS: Sequence[Case] = (
    Case("members without a door, the head further down", one(
        ("村", "组", "门牌", "姓名", "关系"), (V, G, 1, "毕小福", "子"), (None, None, None, "毕家福", "户主"), (None, None, None, "罗春华", "妻")),
        Fails((FaultKind.CELL_EMPTY, 3, "门牌"), (FaultKind.CELL_EMPTY, 3, "村"), (FaultKind.CELL_EMPTY, 3, "组"))),
    Case("an ID number that became a number", one((*HEADS, "身份证号"), [*row("1", "毕家福", None, 2), 5.32301196001011e+17]),
        Fails((FaultKind.ID_ROUNDED, 2, "身份证号"), says="末几位"), keeps_ids=True),
    Case("an ID number with a wrong check digit", one((*HEADS, "身份证号"), [*row("1", "毕家福", None, 2), "532301196001010081"]),
        Fails((FaultKind.ID_FAULTY, 2, "身份证号"), says="校验码"), keeps_ids=True),
    Case("an ID number in another column", one(HEADS, row("1", "毕家福", ID)), Fails((FaultKind.PERSONAL_NUMBER, 2, "电话"), says="身份证号")),
    Case("a long number that was rounded", one(HEADS, row("1", "毕家福", 6.22202e18)), Fails((FaultKind.NUMBER_ROUNDED, 2, "电话"), says="身份证号")),
    Case("two phones in a cell", one(HEADS, row("1", "毕家福", "13800000001/13900000002")), Fails((FaultKind.PHONE_FAULTY, 2, "电话"), says="电话")),
    Case("a door that became a day", one(HEADS, row("12月1日")), Fails((FaultKind.MADE_A_DAY, 2, "门牌"), says="日期")),
    Case("a door with decimals", one(HEADS, row(12.5)), Fails((FaultKind.NOT_WHOLE, 2, "门牌"), says="门牌")),
    Case("people in words", one(HEADS, row("1", "毕家福", None, "5人")), Fails((FaultKind.PEOPLE_FAULTY, 2, "人口"), says="整数")),
    Case("a name with digits", one(HEADS, row("1", "毕家福2")), Fails((FaultKind.DIGITS_IN_NAME, 2, "户主"), says="数字")),
    Case("a name that is too long", one(HEADS, row("1", "毕" * 41)), Fails((FaultKind.TOO_LONG, 2, "户主"), says="40")),
    Case("welfare in the note", one((*HEADS, "备注"), [*row("1", "毕家福", None, 2), "低保户"]), Fails((FaultKind.WORD_REFUSED, 2, "备注"), says="低保")),
    Case("an error of the spreadsheet", one(HEADS, row("#REF!")), Fails((FaultKind.CELL_EMPTY, 2, "门牌"), says="填")),
    Case("an error of the spreadsheet in a CSV", csv(HEADS, row("#REF!")), Fails((FaultKind.CELL_ERROR, 2, "门牌"), says="#REF!")),
    Case("a missing door and a missing head", one(HEADS, row(None, None, None, 3)), Fails(
        (FaultKind.CELL_EMPTY, 2, "户主"), (FaultKind.CELL_EMPTY, 2, "门牌"), says="填")),
    Case("one group cell of many left out", one(HEADS, row("1"), row("2", "罗春华"), row("3", "段丽", group=None)),
        Fails((FaultKind.CELL_EMPTY, 4, "村民小组"))),
    Case("a door twice on two sheets", xlsx(Page("一", [HEADS, row()]), Page("二", [HEADS, row()])),
        Fails((FaultKind.DOOR_DOUBLED, 2, "门牌"), (FaultKind.DOOR_DOUBLED, 2, "门牌"), says="二 2")),
    Case("a door twice with two heads in a file of people", one(
        ("村", "组", "门牌", "姓名", "关系"), (V, G, 1, "毕家福", "户主"), (V, G, 1, "罗春华", "户主")),
        Fails((FaultKind.DOOR_DOUBLED, 2, "门牌"), (FaultKind.DOOR_DOUBLED, 3, "门牌"))),
    Case("a member without a name", one(("村", "组", "门牌", "姓名", "关系"), (V, G, 1, "毕家福", "户主"), (V, G, 1, None, "妻")),
        Fails((FaultKind.CELL_EMPTY, 3, "姓名"))),
    Case("a misspelt village", one(HEADS, row(village="莲花村")), Fails((FaultKind.VILLAGE_UNKNOWN, 2, "村"), says="莲华村")),
    Case("latitude and longitude exchanged", one((*HEADS, "纬度", "经度"), [*row("1", "毕家福", None, None), 101.54, 25.013]), Fails(
        (FaultKind.POSITION_FAULTY, 2, "纬度"), (FaultKind.POSITION_FAULTY, 2, "经度"), says="写反")),
    Case("half a position", one((*HEADS, "纬度", "经度"), [*row("1", "毕家福", None, None), 25.013]), Fails((FaultKind.POSITION_HALF, 2, "经度"))),
    Case("an unknown datum", one((*HEADS, "纬度", "经度", "坐标系"), [*row("1", "毕家福", None, None), 25.013, 101.54, "BD09"]),
        Fails((FaultKind.DATUM_UNKNOWN, 2, "坐标系"), says="BD09")),
    Case("a needed column that is nowhere", one(("村", "组", "户主"), (V, G, "毕家福")), Fails((FaultKind.COLUMN_MISSING, None, "门牌"), says="选")),
    Case("headings alone", one(HEADS), Fails((FaultKind.NO_ROWS, None, ""))),
    Case("an empty workbook", xlsx(Page("Sheet1", [])), Fails((FaultKind.EMPTY_SHEET, None, ""), says="空")),
    Case("a picture called a workbook", b"\x89PNG\r\n\x1a\n\0\0\0", Refused(NoSpreadsheet)),
    Case("a workbook cut off half-way", one(HEADS, row())[:2000], Refused(NoSpreadsheet)),
    Case("a workbook with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), Refused(NoSpreadsheet)),
)  # fmt: skip

PLACE_HEADS = ("村", "小组", "名称", "类别", "责任人", "联系电话")
PLACES: Sequence[Case] = (
    Case("public places in the town's words", one(["公共区域台账"], PLACE_HEADS, (V, G, "村口公厕", "厕所", "罗春华", 13800000001), (V, None, "大坝", "坝塘"),
        merged=[(0, 0, 0, 5)]), Gives(("村口公厕", "toilet", G), ("大坝", "water_body", ""))),
    Case("an unknown kind of place", one(PLACE_HEADS, (V, G, "猪圈", "猪圈")), Fails((FaultKind.KIND_UNKNOWN, 2, "类别"), says="猪圈")),
    Case("a place twice", one(PLACE_HEADS, (V, G, "广场", "广场"), (V, G, "广场", "路段")), Fails(
        (FaultKind.PLACE_DOUBLED, 2, "名称"), (FaultKind.PLACE_DOUBLED, 3, "名称"), says="3")),
    Case("a place without a name", one(PLACE_HEADS, (V, G, None, "广场")), Fails((FaultKind.CELL_EMPTY, 2, "名称"))),
    Case("a place with the steward's ID number", one(PLACE_HEADS, (V, G, "广场", "广场", ID)), Fails((FaultKind.PERSONAL_NUMBER, 2, "责任人"))),
)  # fmt: skip
