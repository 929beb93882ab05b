"""Tables as people have them: exports of form tools, an action plan, a sheet of counts."""

from datetime import date

from tests.imports.making import workbook


def csv(*rows):
    return "\n".join(rows).encode()


KOBO = workbook(
    [
        ("start", "Title of the activity", "Type of activity", "Start date", "Country", "Status"),
        ("2012-03-20T10:11", "Workshop A", "Workshop", date(2012, 3, 1), "Kenya", "Completed"),
        ("2012-03-20T10:19", "Workshop B", "Workshop", date(2012, 3, 5), "Uganda", "Completed"),
    ]
)
ODK = csv(
    "SubmissionDate,data-title,data-kind,data-start_date,data-country,data-women,KEY",
    "2012-03-20T10:11:12.000Z,Workshop in Lusaka,workshop,2012-03-14,Zambia,12,uuid:1",
    "2012-03-21T10:11:12.000Z,Course in Kitwe,course,2012-03-20,Zambia,20,uuid:2",
)
GOOGLE_FORMS = csv(
    "Timestamp,Email Address,What is the title of your activity?,What type of activity was it?,"
    "When did it take place?,In which country?,How many people took part?,Anything else?",
    "3/20/2012 10:11:12,ana@example.org,Leaders webinar,Workshop,3/14/2012,Chile,55,",
    "3/21/2012 11:11:12,luis@example.org,Story hour exchange,Meeting,3/2/2012,Peru,18,It was fun",
    "4/2/2012 12:11:12,eva@example.org,School library visit,Visit,3/30/2012,Mexico,9,",
)
ACTION_PLAN = workbook(
    [
        ("Plan d'action 2012",),
        (),
        ("Titre de l'action", "Type d'action", "Date de début", "Pays", "Participants", "Statut"),
        ("Atelier de Dakar", "Atelier", "12/03/2012", "Sénégal", 35, "Terminé"),
        ("Réunion de Douala", "Réunion", "20/04/2012", "Cameroun", 22, "Terminé"),
        ("Total", None, None, None, 57, None),
    ],
    sheet="Plan d'action",
)
WOMEN_AND_MEN = workbook(
    [
        ("Activity", "Date", "Country", "Women", "Men"),
        ("Workshop Nairobi", date(2012, 3, 5), "Kenya", 12, 8),
        ("Workshop Kampala", date(2012, 3, 15), "Uganda", 9, 8),
    ]
)
