"""The words by which mail programs introduce history, in the languages people write to us in."""

import re

# "On ... wrote:" begins with one of these, or with a date
OPENINGS = (
    "on|at|le|el|em|am|il|op|den|dne|dna|w dniu|dnia|på|kl|vào|pada|ngày|στις|la|în data de|tarihinde|в|вы|wiadomość|"
    "no dia|a las|el día|dana|dňa|în|pe|на|у|在|於|于|في|بتاريخ|בתאריך|ב-|am|um"
)
# ... and holds one of these, at its end or before the name
VERBS = (
    "wrote|writes|said|kirjutas|rašė|parašė|rakstīja|је написао|"
    "escribió|escribio|ha escrito|escribiste|va escriure|idatzi du|escribiu|"
    "escreveu|"
    "a écrit|a ecrit|écrivait|"
    "schrieb|schrieben|geschrieben|"
    "ha scritto|scrive|"
    "schreef|heeft geschreven|geschreven|"
    "napisał(?:\\(a\\)|a|/a)?|napisana przez|pisze|napisał\\(-a\\)|"
    "skrev|skrifaði|kirjoitti|"
    "писали|написал(?:а|\\(а\\))?|писал(?:а|\\(а\\))?|пишет|пише|написав|написала|пишува|написа|"
    "napsal(?:\\(a\\)|a)?|napísal(?:\\(a\\)|a)?|píše|napisao(?:/la)?|je napisal(?:a)?|"
    "írta|a scris|έγραψε|yazdı|şunları yazdı|đã viết|menulis|"
    "写道|寫道|写|написа|تمت كتابة ما يلي بواسطة|"
    "のメール|は書きました|さんは?(?:書きました|wrote)|작성|님이 작성|كتب|כתב|כתבה|เขียน"
)
ORIGINAL = (
    "original message|original email|original mail|original appointment|reply message|"
    "(?:please )?(?:reply|respond|write|type)(?: your reply)? above this line|responda acima desta linha|"
    "(?:responda|escriba).{0,30} (?:por )?encima de esta línea|forwarded by|"
    "mensaje original|correo original|mensagem original|mail original|message d'origine|"
    "message d’origine|message original|"
    "ursprüngliche nachricht|ursprungliche nachricht|original ?nachricht|ursprüngliche mail|original ?mail|"
    "weitergeleitete nachricht|"
    "messaggio originale|oorspronkelijk(?:e)? bericht|originele bericht|"
    "oryginalna wiadomość|wiadomość oryginalna|ursprungligt meddelande|oprindelig meddelelse|"
    "opprinnelig melding|"
    "alkuperäinen viesti|исходное сообщение|оригинальное сообщение|пересылаемое сообщение|původní zpráva|"
    "eredeti üzenet|mesaj original|αρχικό μήνυμα|orijinal mesaj|özgün ileti|"
    "原始邮件|原始郵件|原邮件|邮件原件|元のメッセージ|원본 메시지|원본 메일|الرسالة الأصلية|הודעה מקורית|pesan asli"
)
FORWARDED = (
    "begin forwarded message|forwarded message|original forwarded message|"
    "mensaje reenviado|inicio del mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|"
    "início da mensagem (?:encaminhada|reencaminhada)|message transféré|début du message (?:transféré|"
    "réexpédié)|"
    "message réexpédié|weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-?mail)|"
    "messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|begin doorgestuurd bericht|"
    "wiadomość przekazana|przekazana wiadomość|początek przekazywanej wiadomości|"
    "vidarebefordrat (?:meddelande|brev)|vidarebefordrat mejl|videresendt (?:meddelelse|melding)|"
    "välitetty viesti|edelleenlähetetty viesti|пересылаемое сообщение|переадресованное сообщение|"
    "přeposlaná zpráva|"
    "továbbított üzenet|mesaj redirecționat|yönlendirilen (?:mesaj|ileti)|iletilmiş mesaj|"
    "转发的邮件|轉寄郵件|转发邮件|転送されたメッセージ|転送メッセージ|전달된 메시지|pesan terusan"
)
# programs that name their citation first: "Quoting Alice <alice@acme.example>:"
CITING = (
    "quoting|quoted from|zitat von|citando(?: a)?|citação de|mensaje citado por|quoto|citerar|citerer|citaat van|"
    "cytowanie|quotation de|цитирую|citace"
)
# header names by what they hold
FROM = (
    "from|de|de la|von|van|da|od|från|fra|frá|lähettäjä|от|от кого|кого|від|від кого|feladó|από|gönderen|kimden|"
    "发件人|發件人|寄件者|寄件人|差出人|送信者|보낸 ?사람|من|מאת|dari|message du|reply-to|from name|"
    "odesílatel|odosielateľ|"
    "expeditor|expéditeur|absender|afzender|remitente|remetente|mittente|nadawca|saatja|nuo|pošiljatelj|šalje|"
    "จาก|từ|gửi từ|dal"
)
SENT = (
    "sent|date|sent on|sent at|date sent|enviado|enviados|enviado el|enviado em|enviada em|enviada|enviadas|"
    "enviado a las|fecha|fecha de envío|data|data de envio|envoyé|envoyé le|date d'envoi|gesendet|gesendet am|datum|"
    "inviato|inviato il|data invio|verzonden|verzonden op|datum verzending|wysłano|data wysłania|data|skickat|"
    "skickades|sendt|dato|sent dato|lähetetty|päivämäärä|päiväys|отправлено|дата|дата отправки|надіслано|odesláno|"
    "odoslané|küldve|elküldve|dátum|trimis|trimisă|dată|ημερομηνία|στάλθηκε|εστάλη|gönderildi|gönderilme tarihi|tarih|"
    "发送时间|發送時間|发送日期|发件日期|日期|寄件日期|傳送日期|送信日時|送信日|日時|日付|날짜|보낸 ?날짜|보낸 ?시간|"
    "التاريخ|تاريخ|تم الإرسال|أرسلت|תאריך|נשלח|tanggal|dikirim|risposta|dated|poslano|poslato|изпратено|saadetud|"
    "kuupäev|nosūtīts|išsiųsta|ส่ง|วันที่|đã gửi|ngày"
)
TO = (
    "to|para|à|a|an|aan|do|till|til|vastaanottaja|кому|komu|címzett|către|προς|kime|alıcı|收件人|收件者|宛先|"
    "받는 ?사람|إلى|אל|kepada|destinatario|destinatário|destinataire|destinatari|empfänger|ontvanger|cc|copie|"
    "copie à|cópia|copia|kopie|kopia|kopi|kopio|kopija|копия|копія|抄送|副本|参照|參照|참조|bcc|cco|cci|prima|za|до|"
    "adressaat|ถึง|đến|tới|másolat|κοιν|bilgi|עותק|نسخة"
)
SUBJECT = (
    "subject|asunto|assunto|objet|sujet|betreff|betrifft|oggetto|onderwerp|temat|ämne|emne|aihe|тема|předmět|predmet|"
    "tárgy|subiect|subiectul|θέμα|konu|主题|主題|主旨|件名|제목|الموضوع|موضوع|נושא|perihal|subjek|относно|teema|tēma|"
    "tema|เรื่อง|chủ đề|assumpte|gaia|efni"
)
OTHER = (
    "reply-to|importance|priority|attachments|adjuntos|datos adjuntos|anexos|importancia|importância|organization|"
    "mailed-by|signed-by|newsgroups|sender|wichtigkeit|anlagen|pièces jointes|allegati|bijlagen|załączniki|"
    "bifogade filer|"
    "вложения|priorité|priorität|reply to|responder a|responder para|répondre à|antwort an"
)

SUBJECT_FORWARD = re.compile(
    r"^\s*(?:\[[^\]]{0,80}\]\s*)?(?:fwd?|rv|enc|tr|wg|i|vb|vl|doorst|pd|videresendt|перенаправлено|переслано|"
    r"ilet|yml|továbbítás|転送|转发|轉寄|전달)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)

_SENT_FROM = (
    r"sent (?:from|via|with|by|using|on the go)\b.{0,80}|(?:from|sent) my .{0,40}|[\w .]{1,30} from mobile|"
    r"get \[?outlook for (?:ios|android|mac|windows|iphone).{0,120}|"
    r"enviado (?:desde|por|a través de|con)\b.{0,80}|obt[eé]n(?:er)? (?:\[)?outlook para .{0,120}|"
    r"mandado desde .{0,60}|descargar (?:\[)?outlook para .{0,100}|"
    r"envi(?:ado|ada) (?:do|da|pelo|pela|a partir d[oae]|através d[oae]|usando|com|via)\b.{0,80}|"
    r"obt(?:er|enha) o? ?(?:\[)?outlook para .{0,120}|baixar? o outlook para .{0,100}|"
    r"envoyé (?:depuis|de|à partir d[e']|par|avec)\b.{0,80}|télécharger (?:\[)?outlook pour .{0,120}|"
    r"obtenez (?:\[)?outlook pour .{0,120}|"
    r"(?:diese nachricht wurde )?(?:von|aus|mit) (?:meine[mr]?|der|dem|unterwegs)\b.{0,80}(?:gesendet|"
    r"gesandt|geschickt)\.?|"
    r"gesendet (?:von|mit|aus|vom|über)\b.{0,80}|von .{0,40} gesendet\.?|"
    r"holen sie sich (?:\[)?outlook für .{0,120}|outlook für (?:ios|android) (?:beziehen|"
    r"herunterladen).{0,80}|"
    r"inviato (?:da|dal|con|tramite|via)\b.{0,80}|scarica (?:\[)?outlook per .{0,120}|"
    r"ottieni (?:\[)?outlook per .{0,120}|"
    r"verzonden (?:met|vanaf|van|vanuit|via)\b.{0,80}|verstuurd vanaf .{0,60}|outlook voor (?:ios|"
    r"android) downloaden.{0,80}|"
    r"download (?:\[)?outlook (?:voor|til|til) .{0,120}|hent (?:\[)?outlook (?:for|til) .{0,120}|"
    r"wysłan[eoy] (?:z|przez|za pomocą)\b.{0,80}|pobierz (?:\[)?outlook(?:a)? dla .{0,120}|"
    r"skickat från .{0,60}|hämta (?:\[)?outlook för .{0,120}|sendt fra .{0,60}|lähetetty .{0,60}|"
    r"hanki outlook .{0,80}|"
    r"отправлено (?:с|из|через)\b.{0,80}|надіслано з .{0,60}|отримати outlook .{0,80}|"
    r"odesláno (?:z|ze)\b.{0,60}|elküldve a .{0,60}|.{0,40}(?:küldve|küldtem)|trimis de pe .{0,60}|"
    r"στάλθηκε από .{0,60}|"
    r".{0,40}(?:[']?d[ae]n|tarafından) gönderildi|"
    r"從我的 .{0,30} 傳送|从我的.{0,30}发送|发自我的.{0,40}|發自我的.{0,40}|"
    r".{0,40}から送信|나의 .{0,30}에서 보냄|.{0,30}에서 보냄|"
    r"أُرسلت من .{0,40}|נשלח מה.{0,40}"
)
MOBILE_SIGNATURE = re.compile(rf"^\s*[<(\[*_]{{0,3}}\s*(?:{_SENT_FROM})\s*[>)\]*_]{{0,3}}\s*$", re.IGNORECASE)
# a device or a program, and at one end of the line a word of sending; or what Outlook offers: in every language
_DEVICE = (
    r"iphone|ipad|ipod|android|outlook|samsung|galaxy|huawei|xiaomi|redmi|oneplus|pixel|blackberry|nokia|windows|"
    r"yahoo|proton ?mail|gmx|web\.de|mail\.ru|yandex|яндекс|почты|aol|spark|bluemail|k-9|fairemail|thunderbird|"
    r"mailbird|zoho|tutanota|tuta|superhuman|smartphone|handy|celular|móvil|mobil\w*|telefon\w*|téléphone|portable"
)
_SENDING = (
    r"sent|enviad[oa]s?|mandado|envoyé|gesendet|geschickt|gesandt|inviat[oa]|verzonden|verstuurd|wysłan\w*|skickat|"
    r"sendt|lähetet\w+|отправлен\w*|надіслан\w*|odeslán\w*|odoslan\w*|küld\w+|trimis|στάλθηκε|gönderil\w+|dikirim|"
    r"poslano|saadetud|enviat"
)
DEVICE_SIGNATURE = re.compile(
    rf"^\s*(?=.{{0,90}}\b(?:{_DEVICE}))(?:(?:{_SENDING})\b.{{3,80}}|.{{3,80}}\b(?:{_SENDING})[.!]?)\s*$|"
    r"^\s*(?=.{0,60}\boutlook\b)(?=.{0,80}\b(?:ios|android)\b)(?:\S+\s+){1,7}\S+\s*$",
    re.IGNORECASE,
)
