"""A table as people have it: the answers of an online form."""


def csv(*rows):
    return "\n".join(rows).encode()


GOOGLE_FORMS = csv(
    "Timestamp,Email Address,What is the title of your activity?,What type of activity was it?,"
    "When did it take place?,In which country?,How many people took part?,Anything else?",
    "3/20/2012 10:11:12,ana@example.org,Leaders webinar,Workshop,3/14/2012,Chile,55,",
    "3/21/2012 11:11:12,luis@example.org,Story hour exchange,Meeting,3/2/2012,Peru,18,It was fun",
    "4/2/2012 12:11:12,eva@example.org,School library visit,Visit,3/30/2012,Mexico,9,",
)
