"""Names of the usual columns in further languages, and as the questions of a form, by field."""

from __future__ import annotations

FURTHER: dict[str, tuple[str, ...]] = {
    "title": (
        "evento", "nom de l'evenement",
        "title of event", "name of event", "name of the event", "session title",
        "titre de l'activite", "intitule de l'activite", "titulo da atividade",
        "nome da atividade", "atividade", "titulo de la actividad",
        "titel der veranstaltung", "name der veranstaltung", "veranstaltung", "aktivitat",
        "название мероприятия", "наименование мероприятия", "тема", "عنوان النشاط", "اسم النشاط",
        "اسم الفعالية", "活动标题", "活动主题", "会议名称", "项目名称",
    ),
    "kind": (
        "tipo de atividade", "art der veranstaltung", "тип", "тип мероприятия", "вид мероприятия",
        "نوع النشاط", "النوع", "活动类型", "类型",
    ),
    "started_on": (
        "date(s)", "datas", "fechas", "даты", "даты проведения", "时间",
        "data", "data de inicio", "data do evento", "actual date", "date held", "held on",
        "date of event", "event date", "datum der veranstaltung", "дата проведения",
        "дата мероприятия", "تاريخ البداية", "تاريخ النشاط", "开始时间", "活动日期", "举办日期",
        "when did it start", "when did it begin", "when was it held", "when did it take place",
        "quand a-t-il eu lieu", "quand a-t-elle eu lieu", "date de l'activite",
        "cuando se realizo", "fecha de realizacion",
    ),
    "ended_on": (
        "data de fim", "data de termino", "data final", "fecha de termino", "fecha de finalizacion",
        "fecha de cierre", "when did it end", "when did it finish", "дата завершения",
        "تاريخ النهاية", "结束时间",
    ),
    "planned_started_on": ("planned date", "fecha prevista", "data prevista", "geplant fur"),
    "countries": (
        "countries involved", "countries concerned", "lugar", "ort", "地点", "место проведения",
        "pais o paises", "pais/es", "pais(es)", "pays (ou lieu)",
        "paises participantes", "country of activity", "country where held", "pays d'accueil",
        "pays concerne", "pais sede", "pais anfitrion", "pais de realizacao", "gastland",
        "paese", "страна проведения", "بلد", "بلد النشاط", "所在国家", "举办国",
        "国家/地区",
    ),
    "outcomes": (
        "outcomes it contributed to", "outcomes did it contribute to",
        "outcome did it contribute to", "contributes to outcome", "contributes to outcomes",
        "resultados esperados", "ergebnisse", "результаты", "النتائج", "成果",
    ),
    "directions": (
        "orientation", "orientations", "strategic direction(s)",
        "strategic direction supported",
        "eje estrategico", "ejes estrategicos", "direccion estrategica",
        "direcciones estrategicas", "eixo estrategico", "direcao estrategica",
        "strategische richtung", "стратегическое направление", "стратегические направления",
        "التوجه الاستراتيجي", "战略方向",
    ),
    "participants": (
        "number attending", "no. attending", "asistentes", "всего", "المشاركون والمشاركات",
        "attended", "people attended", "number attended", "actual participants",
        "actual attendance", "total attendance", "total attended", "people participated",
        "people took part", "combien de participants", "combien de personnes",
        "cuantos participantes", "cuantas personas", "participantes (total)",
        "quantos participantes", "total de participantes",
        "quantidade de participantes", "nb de participants", "partecipanti",
        "numero di partecipanti", "кол-во участников", "publico", "anzahl der teilnehmenden",
        "anzahl der teilnehmer", "anzahl teilnehmer", "teilnehmerzahl", "teilnehmer gesamt",
        "всего участников", "المجموع", "总人数", "人数合计",
    ),
    "women": (
        "نساء", "إناث", "donne", "в т.ч. женщин", "weiblich", "davon weiblich",
        "how many women", "how many were women", "how many of them were women",
        "combien de femmes", "dont combien de femmes", "cuantas mujeres", "mulheres",
        "quantas mulheres", "numero de mulheres", "das quais mulheres", "numero de mujeres",
        "anzahl frauen", "wie viele frauen", "из них женщин", "женщин", "количество женщин",
        "عدد النساء", "الإناث", "عدد الإناث", "女性", "女性人数", "其中女性",
    ),
    "men": (
        "رجال", "ذكور", "uomini", "mannlich", "davon mannlich",
        "how many men", "how many were men", "how many of them were men", "combien d'hommes",
        "cuantos hombres", "homens", "quantos homens", "numero de homens", "numero de hombres",
        "anzahl manner", "из них мужчин", "мужчин", "количество мужчин", "عدد الرجال", "الذكور",
        "عدد الذكور", "男性", "男性人数", "其中男性",
    ),
    "groups": ("grupo de trabalho", "grupo de trabajo responsable"),
    "description": ("descricao", "kurzbeschreibung", "вид деятельности", "活动内容", "内容"),
    "lifecycle": ("situacao", "статус", "الحالة", "状态"),
    "note": (
        "any other comments", "other comments", "autres remarques", "observacoes", "anmerkung",
        "anmerkungen", "bemerkungen", "comentarios", "примечание", "примечания", "ملاحظات", "备注",
    ),
}  # fmt: skip
