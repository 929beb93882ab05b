"""Words by which a column with people's data, a total and a comment are known."""

from __future__ import annotations

import re

PERSONAL = re.compile(
    r"\b(e ?mails?|mails?|courriels?|correo|adresse mail|почта|"
    r"(tele)?phones?|mobile|cell ?phone|tel|telefono|telefon|handy|whatsapp|skype|fax|телефон|"
    r"passports?|passeports?|pasaporte|reisepass|паспорт|id card|national id|identity number|"
    r"(first|last|family|given|full|sur|middle|maiden) ?names?|surnames?|forenames?|prenoms?|"
    r"nom de famille|apellidos?|vorname|nachname|имя|фамилия|nombres? y apellidos?|"
    r"names? of (the )?(participants?|attendees?|persons?|contacts?|trainers?|people|speakers?)|"
    r"(participants?|attendees?|contacts?|speakers?|trainers?|persons?) names?|"
    r"noms? des? (participants?|contacts?|formateurs?)|nombre del participante|"
    r"name|nom|nombre completo|contacts?( persons?)?|personne de contact|"
    r"(date of )?birth(day| date|date)?|dob|date de naissance|fecha de nacimiento|geburtsdatum|"
    r"(home |postal |street |private )?address(es)?|adresse( postale)?|direccion( postal)?|"
    r"ages?|alter|edad|religion|ethnicity|nationality of participant|disability|handicap|"
    r"bank( account)?|iban|salary|signature|photo|dietary|health|ip address)\b"
)
"""Told by the header, in letters without accents; a known column of the sheet comes first."""

NOT_PERSONAL = re.compile(
    r"(name|nom) of (the )?(activity|event|country|group|association|project|workshop|meeting"
    r"|training|course|seminar|session)|"
    r"(activity|event|country|group|association|project|file|library|organi[sz]ation|workshop"
    r"|meeting|training|course|seminar|session) name|"
    r"nom de l(a formation| (atelier|activite|evenement))|"
    r"web ?address|address of the page|contacts? made|number of contacts"
)
ONE_PERSON = frozenset(
    {
        "participant",
        "attendee",
        "trainee",
        "delegate",
        "learner",
        "beneficiary",
        "participante",
        "asistente",
        "beneficiaire",
        "beneficiario",
        "teilnehmer/in",
        "участник",
        "مشارك",
        "参与者",
    }
)
"""Headers over one person a row, where no numbers stand below."""
PLACES = frozenset(
    {
        "place",
        "location",
        "where",
        "lieu",
        "venue",
        "ort",
        "lugar",
        "local",
        "место",
        "المكان",
        "地点",
    }
)
"""Headers that may mean a country or a town."""
ORGANISERS = frozenset(
    {
        "organised by",
        "organized by",
        "unit",
        "responsible",
        "lead",
        "organisateur",
    }
)
"""Headers that may mean a working group, or whoever else organised it."""
UNITS = re.compile(
    r"ifla|\b(?:section|committee|division|program(?:me)?|office|working group|comite|commission"
    r"|bureau|groupe de travail|seccion|comision|oficina|programa|grupo de trabajo|secao|comissao"
    r"|grupo de trabalho|sektion|ausschuss|abteilung|programm|buro|arbeitsgruppe|секция|комитет"
    r"|программа|отдел|рабочая группа|قسم|لجنة|برنامج|مكتب)\b|专业组|委员会|办公室"
)
"""Words in what may be called a unit of IFLA, in letters without accents."""
RESULTS = frozenset(
    {
        "outcome",
        "outcomes",
        "outcome(s)",
        "resultat",
        "resultats",
        "resultado",
        "resultados",
        "ergebnisse",
        "результаты",
        "النتائج",
        "成果",
    }
)
"""Headers that may mean outcomes of the strategy, or what came of it in words."""
FORMATS_OR_KINDS = frozenset(
    {"format", "type", "type of activity", "activity type", "nature", "art", "tipo"}
)
"""Headers that may mean the kind, or whether it was online."""
DATA = frozenset({"data"})
"""Headers that mean a day in Portuguese, and anything in English."""
SUMS = frozenset({"total", "всего", "المجموع"})
"""Headers that may sum people, or money."""
WOMEN = frozenset({"f", "w"})
"""Letters that mean women where men or all have a column too."""
MEN = frozenset({"m", "h"})
"""Letters that mean men where women have a column."""
HOURS = frozenset({"h"})
"""Those that are hours beside other men in English."""
NUMBERS = frozenset({"no", "no.", "nr", "nr.", "number", "numero"})
"""Headers that may be ids, running numbers or numbers of anything."""
TOOLS = (
    (
        frozenset(
            {
                "respondent id",
                "respondentid",
                "collector id",
                "collectorid",
                "responseid",
                "recorded date",
                "recordeddate",
            }
        ),
        frozenset(
            {
                "start date",
                "end date",
                "startdate",
                "enddate",
                "status",
                "progress",
                "started",
                "ended",
            }
        ),
    ),
    (
        frozenset({"uuid", "submission time", "instanceid", "deviceid", "formhub/uuid"}),
        frozenset({"start", "end", "today"}),
    ),
)
"""Headers by which a tool for surveys is known, and those that it writes about the answer.

Of the latter the leftmost of each name is the tool's.
"""
FILLERS = frozenset(
    {
        "response",
        "open-ended response",
        "reponse",
        "reponse ouverte",
        "respuesta",
        "respuesta abierta",
        "antwort",
        "offene antwort",
    }
)
"""What such a tool writes below the question where there is nothing to choose from."""
LANGUAGES = {
    "en": re.compile(
        r"\b(?:titles?|activity|activities|event|country|countries|women|female|men|people"
        r"|attendees|attendance|outcomes?|working group|kind|start date|end|day|where|name of"
        r"|number of|comments|remarks)\b"
    ),
    "fr": re.compile(
        r"\b(?:titres?|intitule|activites?|evenements?|pays|lieux?|debut|femmes|hommes"
        r"|groupes? de|nombre de participants|personnes|remarques|commentaires?|resultats?"
        r"|langues?|niveau|organisateur)\b"
    ),
    "": re.compile(
        r"\b(?:actividad(?:es)?|atividades?|attivita|aktivitat(?:en)?|veranstaltung|evento|titulo"
        r"|titolo|titel|fechas?|datum|pais(?:es)?|paese|land|lugar|ort|mujeres|hombres|mulheres"
        r"|homens|donne|uomini|frauen|manner|inicio|estado|grupo|gruppo|arbeitsgruppe|asistentes"
        r"|partecipanti|teilnehmer(?:innen)?|observaciones|resultados?|tipo|numero de|cantidad)\b"
    ),
}
"""Words by which the language of a header is known: English, French, another one.

No other one spells them so, as Portuguese and Polish do “status”, and French “date”.
"""
TOTALS = (
    "total|totals|grand total|subtotal|sub-total|sum|totaux|somme|sous-total|suma|totales|summe|"
    "gesamt|insgesamt|итого|всего|المجموع|合计|总计"
)
AVERAGES = (
    "averages?|mean|moyennes?|promedio|durchschnitt|mittelwert|среднее|平均|cumul(?:ative|atif|ated|e)?"
    "|tot|t o t a l|(?:balance )?(?:brought|carried) (?:forward|over)|targets?|baseline"
)
TOTAL = re.compile(
    rf"(?:(?:overall|general|cumulative|running|s/|sub|sous)\s*)?(?:{TOTALS})\b.{{0,40}}", re.DOTALL
)
TOTAL_OF = re.compile(rf".{{1,60}}\b(?:{TOTALS})\W*|(?:{AVERAGES})\W*", re.DOTALL)
"""What heads a row of nothing but numbers: “Kenya total”, “Average”."""
COMMENT = re.compile(
    r"(?:#|//|\*|nb\b|n\.b\.|notes?\s*:|source\s*:|last updated|updated on|prepared by|"
    r"remarque\s*:|commentaire\s*:|please\b|legend|legende|instructions?\b|e\.g\.|example\s*:)"
)
FOOTER = re.compile(
    r"(?:(?:date|signature|signed|signé|firma|fecha|unterschrift|position|designation)\s*(?::|\W*$)|"
    r"(?:approved|compiled|submitted|verified|checked|reviewed|signed|reported|entered) by\b|"
    r"(?:préparé|élaboré|établi|approuvé|rédigé|vérifié|signé) par\b|"
    r"(?:elaborado|preparado|aprobado|revisado|firmado) por\b|erstellt (?:von|am)\b)"
)
"""What stands below the entries of a form; above one, a title may begin so."""
PAGE = re.compile(
    r"(?:page|seite|pagina|стр\.?|страница|p\.)\s*\d+(?:\s*(?:of|de|sur|/|von|из)\s*\d+)?"
)
EXAMPLE = re.compile(
    r"(?:an? )?(?:example|sample|exemple|ejemplo|exemplo|beispiel|пример|مثال|示例|例)"
    r"(?:\s*[:：)\].]|\s+[–—-]\s).*"
    r"|(?:e\.\s?g|p\.\s?ex|p\.\s?ej|z\.\s?b|ex|ej|напр|например)(?:\.|:|\s*:)\s.*"
    r"|[(\[](?:example|sample|exemple|ejemplo|exemplo|beispiel)[)\]].*",
    re.DOTALL,
)
"""How the title of a row begins that shows how a form is filled in."""
_HINTS = (
    "free|text|texte|texto|number|numbers|numeric|nombre|chiffre|numero|zahl|date|fecha|datum|day|jour"
    "|list|liste|lista|drop-?down|choose|select|choix|comment|commentaire|comentario|optional|required"
    "|mandatory|needed|obligatoire|facultatif|yes|no|oui|non|si|only|format|code|codes|short|long|one"
    "|name|nom|title|titre|country|pays|whole|dd|mm|yyyy|yy|persons|people|personnes|personas"
)
HINT = re.compile(rf"(?:{_HINTS})(?:[\s|,;:/()+.-]+(?:{_HINTS}))*[\s.)]*")
"""A cell of a row of hints: “number | comment”, “date”, “free text (optional)”."""
DAY_FORM = re.compile(r"[\[(]?[dmyjtag]{1,4}[./ -][dmyjtag]{1,4}[./ -][dmyjtag]{1,4}[\])]?", re.I)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
