"""The words WhatsApp itself writes into an export, in the languages seen so far.

Used to say what a message is (attachment, left out, edited, deleted, notice), never to change its
text. A phrase missing here costs a mark, not a word: the message is still read with all its text.
Compared without direction marks, the final full stop, and upper or lower case.
"""

# ruff: noqa: RUF001 (letters of other alphabets are what this file is for)
import functools
import re

LONGEST = 500
"""No phrase of WhatsApp is longer; the longest is the notice about encryption."""
MARKS = "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Invisible marks that steer the direction of writing; they carry no words."""
_NO_MARKS = str.maketrans("", "", MARKS)


def unmarked(text: str) -> str:
    """Without direction marks."""
    return text if text.isascii() else text.translate(_NO_MARKS)


def plain(text: str) -> str:
    """The form phrases are compared in; of a long text, which is no phrase, only the start."""
    return _plain(text[:LONGEST])


@functools.lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    words = unmarked(text).strip().rstrip(".。").casefold()
    return words.replace(".>", ">").replace("。>", ">")


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(plain(each) for each in lines.split("|"))


ATTACHED_AFTER = _phrases("""
file attached | archivo adjunto | archivo adjuntado | fitxer adjunt | arquivo anexado |
ficheiro anexado | arquivo anexo | fichier joint | Datei angehängt | file allegato |
bestand bijgevoegd | файл добавлен | файл прикреплен | файл прикреплён | файл додано |
прикачен файл | plik załączony | załączono plik | dosya ekli | dosya eklendi |
soubor byl přiložen | soubor přiložen | súbor bol priložený | csatolt fájl | fájl csatolva |
fișier atașat | fil bifogad | bifogad fil | fil vedlagt | vedlagt fil | fil vedhæftet |
vedhæftet fil | liitetty tiedosto | tiedosto liitetty | συνημμένο αρχείο |
επισυνάφθηκε αρχείο | الملف مرفق | ملف مرفق | فایل پیوست شد | فایل ضمیمه شد | הקובץ מצורף |
קובץ מצורף | फ़ाइल संलग्न है | फ़ाइल अटैच की गई | ফাইল সংযুক্ত | file terlampir |
fail dilampirkan | tệp đính kèm | ไฟล์ที่แนบมา | 附件
| 文件附件 |
檔案已附加 | ファイル添付 | 添付ファイル |
파일 첨부됨 | 첨부파일 | datoteka priložena | priložena datoteka | датотека приложена |
приложена датотека | фајл приложен | датотеката е прикачена | fail lisatud | failas pridėtas |
fails pievienots | skrá fylgir | skedari i bashkëngjitur | faylı əlavə edildi | файл тіркелді |
fayl biriktirildi | ਫਾਈਲ ਨੱਥੀ ਕੀਤੀ | ફાઇલ જોડેલ છે | फाइल जोडली आहे | கோப்பு இணைக்கப்பட்டுள்ளது |
ఫైల్ జోడించబడింది | ಫೈಲ್ ಲಗತ್ತಿಸಲಾಗಿದೆ | ഫയൽ അറ്റാച്ച് ചെയ്തു | فائل منسلک ہے | lêer aangeheg |
faili imeambatishwa | naka-attach na file | file na naka-attach | fitxategia erantsita
""")
"""Android: `IMG-20240403-WA0001.jpg (file attached)`."""

ATTACHED_BEFORE = _phrases("""
attached | adjunto | adjunt | anexado | anexo | anexada | pièce jointe | Anhang | angehängt |
allegato | bijgevoegd | bijlage | вложение | прикреплено | прикріплено | прикачено |
załączono | załącznik | eklendi | eklenti | ek | přiloženo | příloha | priložené | príloha |
csatolva | csatolmány | atașat | atașament | bifogad | bifogat | vedlagt | vedlegg |
vedhæftet | liitetty | liite | συνημμένο | επισυνάπτεται | مرفق | المرفق | پیوست | ضمیمه |
منسلک | מצורף | צורף | संलग्न | জুড়ে দেওয়া | terlampir | dilampirkan | đính kèm | แนบ | 附件 |
附加 | 已附加 | 添付ファイル | 添付 | 첨부 | 첨부됨 | priloženo | prilog | ceangailte | приложено |
прилог | прикачен | lisatud | pridėta | pievienots | viðhengi | bashkëngjitur |
əlavə edildi | тіркелген | biriktirilgan | 已附上 |
附上 | ਨੱਥੀ | જોડેલ | जोडलेले | இணைக்கப்பட்டது | జోడించబడింది | aangeheg |
imeambatishwa | naka-attach |
erantsita | joint | jointe | annexé | annexe
""")
"""iPhone: `<attached: 00000012-PHOTO-2024-04-03-21-07-33.jpg>`."""

OMITTED = _phrases("""
<Media omitted> | <Media weggelaten> | <Medien ausgeschlossen> | <Medien ausgelassen> |
<Medien weggelassen> | <Multimedia omitido> | <Archivo omitido> |
<Elemento multimedia omitido> | <Mitjans omesos> | <Arxiu multimèdia omès> | <Mídia oculta> |
<Arquivo de mídia oculto> | <Arquivo de mídia omitido> | <Ficheiro não revelado> |
<Médias omis> | <Fichier omis> | <Média omis> | <Média omise> | <Media omessi> |
<Media omesso> | <Media eliminati> | <Без медиафайлов> | <Файл пропущен> |
<Медиафайл пропущен> | <Медиа пропущены> | <Медіа пропущено> | <Без медіафайлів> |
<pominięto multimedia> | <pominięto plik> | <plik multimedialny pominięty> |
<Medya dahil edilmedi> | <Medya atlandı> | <média vynechána> | <Média vynechány> |
<médiá vynechané> | <hiányzó médiafájl> | <Média elhagyva> | <Fișier media omis> |
<Media utelämnad> | <Media er utelatt> | <Utelatt media> | <Medier udeladt> |
<Mediefil udeladt> | <Media jätettiin pois> | <Παραλείφθηκαν πολυμέσα> |
<Παράλειψη πολυμέσων> | <تم استبعاد الوسائط> | <تم استثناء الوسائط> | <الوسائط غير مضمّنة> |
<رسانه حذف شد> | <המדיה לא נכללה> | <המדיה הושמטה> | <मीडिया छोड़ा गया> | <मीडिया के बिना> |
<Media tidak disertakan> | <Media diabaikan> | <Bỏ qua tệp đính kèm> |
<Phương tiện bị bỏ qua> | <ละเว้นสื่อ> | <省略多媒体文件>
| <媒体文件已省略> |
<忽略多媒體檔> | <媒體省略> | <媒体省略> |
<メディアは含まれていません> | <メディアなし>
| <미디어 생략됨> |
<미디어 파일 제외됨> | <미디어 생략> | <Video message omitted> |
<Medij izostavljen> | <Medijski sadržaj izostavljen> | <Mediji izostavljeni> |
<Медији изостављени> |
<Файлът е пропуснат> | <Без мултимедия> | <Медијумот е изоставен> | <Medij je izpuščen> |
<Meedia välja jäetud> | <Praleista medija> | <Multivide izlaista> | <Margmiðlun sleppt> |
<Media u hoq> | <Media buraxıldı> | <Медиафайл қосылмаған> | <Media tashlab ketildi> |
<মিডিয়া বাদ দেওয়া হয়েছে> | <ਮੀਡੀਆ ਛੱਡਿਆ ਗਿਆ> | <મીડિયા અવગણવામાં આવ્યું> | <मीडिया वगळले> |
<ஊடகம் தவிர்க்கப்பட்டது> | <మీడియా మినహాయించబడింది> | <ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ> |
<മീഡിയ ഒഴിവാക്കി> | <میڈیا شامل نہیں ہے> | <Media is uitgelaat> | <Maudhui hayajumuishwa> |
<Hindi isinama ang media> | <Hindi kasama ang media> | <Multimedia hutsita> | <文件已省略> |
<媒體已忽略> | <媒體已省略> | <媒体已忽略> | <Mensaje de ver una sola vez omitido> |
<Se omitió el mensaje de visualización única> | <Mensagem de visualização única omitida> |
<Mensagem de visualização única oculta> | <Message à vue unique omis> | <Éphémère omis> |
<Einmalansicht ausgelassen> | <Messaggio visualizzabile una volta omesso> |
<View once photo omitted> | <View once video omitted> |
<View once message omitted> | <View once voice message omitted>
""")
"""Android, and older iPhones: a file was here and the export left it out."""

_OMITTED_NOUN = (
    "image|photo|picture|video|video note|audio|voice message|sticker|gif|document|contact card"
    "|imagen|imatge|vídeo|documento|document|tarjeta de contacto|nota de vídeo|nota de video"
    "|imagem|áudio|figurinha|cartão do contato|cartão de contacto|mensagem de vídeo"
    "|vidéo|fiche contact|carte de contact|message vidéo|autocollant"
    "|bild|dokument|kontaktkarte|videonachricht|ton"
    "|immagine|scheda contatto|adesivo|video messaggio"
    "|afbeelding|contactkaart|videobericht"
    "|изображение|фото|видео|аудиофайл|аудио|стикер|документ|карточка контакта|видеосообщение"
    "|зображення|відео|аудіо|стікер|наліпка"
    "|obraz|obrázek|obrázok|wideo|dźwięk|naklejka|wizytówka|zvuk|nálepka|kontakt"
    "|görüntü|video|ses|çıkartma|belge|kişi kartı"
    "|kép|videó|hang|matrica|dokumentum|imagine|autocolant"
    "|bilden|ljud|klistermärke|kontaktkort|billede|lyd|klistermærke|kuva|ääni|tarra|asiakirja"
    "|gambar|stiker|dokumen|kartu kontak|hình ảnh|âm thanh|tài liệu|nhãn dán"
)
_OMITTED_VERB = (
    "omitted|omitido|omitida|omès|omesa|omis|omise|absente|absent|retiré|retirée|ocultado|oculta"
    "|oculto|não incluído|não incluída|weggelassen|nicht enthalten|omesso|omessa|weggelaten"
    "|пропущено|пропущен|пропущена|опущено|отсутствует|вилучено|pominięto|pominięty|pominięta"
    "|dahil edilmedi|vynechán|vynecháno|vynechaný|kihagyva|elhagyva|omisă|utelämnad|utelämnat"
    "|utelatt|udeladt|pois jätetty|jätetty pois|poistettu|tidak disertakan|diabaikan|bị bỏ qua"
    "|đã bỏ qua"
)
_OMITTED_LINE = re.compile(
    rf"(?:(?:{_OMITTED_NOUN}) (?:{_OMITTED_VERB})"
    "|pominięto (?:obraz|wideo|film|audio|dźwięk|dokument|naklejkę|gif|kartę kontaktu)"
    r"|(?:图像|图片|圖片|图像文件|视频|影片|音频|音訊|语音|语音消息|贴图|貼圖|文档|文件|動態圖|GIF|gif)"
    r"(?:已忽略|已省略|省略|忽略|已略過)"
    r"|(?:画像|動画|ビデオ|音声|オーディオ|ステッカー|ドキュメント|書類|gif)"
    r"(?:は含まれていません|が省略されました|を省略|省略)"
    r"|(?:이미지|사진|동영상|비디오|음성|오디오|스티커|문서|gif) ?(?:생략됨|누락됨|제외됨|생략)"
    r"|(?:תמונה|סרטון|וידאו|אודיו|שמע|מדבקה|מסמך|gif|סרטון ווידאו|הודעה קולית) "
    r"(?:הושמטה|הושמט|לא נכללה|לא נכלל)"
    r"|(?:صورة|الصورة|صوره|فيديو|الفيديو|صوت|الصوت|ملصق|الملصق|مستند|المستند|gif|ملف)"
    r" (?:محذوفة|محذوف|غير مدرجة|غير مدرج|مستبعدة|مستبعد|غير مضمنة|غير مضمّنة))"
)


def is_omitted_line(text: str) -> bool:
    """iPhone: `image omitted`; after a name and LRM for documents: `a.pdf • ‎document omitted`."""
    return _OMITTED_LINE.fullmatch(plain(text)) is not None


EDITED = _phrases("""
<This message was edited> | <Se editó este mensaje> | <Este mensaje fue editado> |
<Este mensaje se editó> | <Mensaje editado> | <S'ha editat aquest missatge> |
<Mensagem editada> | <Esta mensagem foi editada> | <Ce message a été modifié> |
<Message modifié> | <Diese Nachricht wurde bearbeitet> | <Nachricht bearbeitet> |
<Questo messaggio è stato modificato> | <Messaggio modificato> | <Dit bericht is bewerkt> |
<Dit bericht is gewijzigd> | <Данное сообщение изменено> | <Это сообщение изменено> |
<Сообщение изменено> | <Сообщение отредактировано> | <Це повідомлення змінено> |
<Повідомлення відредаговано> | <Ta wiadomość została zmieniona> | <Wiadomość edytowana> |
<Ta wiadomość została edytowana> | <Bu mesaj düzenlendi> | <Mesaj düzenlendi> |
<Tato zpráva byla upravena> | <Táto správa bola upravená> | <Ez az üzenet szerkesztve lett> |
<Acest mesaj a fost editat> | <Det här meddelandet har redigerats> |
<Meddelandet redigerades> | <Denne meldingen ble redigert> | <Denne besked blev redigeret> |
<Tätä viestiä muokattiin> | <Αυτό το μήνυμα έχει υποστεί επεξεργασία> |
<تم تعديل هذه الرسالة> | <تم تعديل الرسالة> | <این پیام ویرایش شد> |
<این پیام ویرایش شده است> | <הודעה זו נערכה> | <ההודעה נערכה> | <यह मैसेज एडिट किया गया> |
<Pesan ini diedit> | <Pesan diedit> | <Mesej ini telah diedit> |
<Tin nhắn này đã được chỉnh sửa> | <มีการแก้ไขข้อความนี้> | <此消息已编辑> | <此訊息已編輯> |
<このメッセージは編集されました> | <이 메시지는 수정되었습니다> | <Poruka je uređena> |
<Ova je poruka uređena> | <Ова порука је измењена> | <Съобщението е редактирано> |
<Това съобщение бе редактирано> | <To sporočilo je bilo urejeno> | <Seda sõnumit muudeti> |
<Ši žinutė redaguota> | <Šis ziņojums tika rediģēts> | <Bu mesaj redaktə edildi> |
<এই মেসেজটি এডিট করা হয়েছে> | <ਇਹ ਮੈਸੇਜ ਐਡਿਟ ਕੀਤਾ ਗਿਆ> | <यह संदेश संपादित किया गया> |
<இந்த மெசேஜ் திருத்தப்பட்டது> | <یہ پیغام ایڈٹ کیا گیا> | <Hierdie boodskap is gewysig> |
<In-edit ang mensaheng ito> | <Mezu hau editatu egin da> | <此消息已修改> | <此訊息已被編輯> |
<这条消息已编辑> | <Diese Nachricht wurde geändert>
""")
"""At the end of a message that its sender changed afterwards."""

DELETED = _phrases("""
This message was deleted | This message was deleted by admin | You deleted this message |
You deleted this message as admin | Message deleted | Se eliminó este mensaje |
Este mensaje fue eliminado | Este mensaje se eliminó | Eliminaste este mensaje |
Mensaje eliminado | S'ha eliminat aquest missatge | Has eliminat aquest missatge |
Mensagem apagada | Esta mensagem foi apagada | Esta mensagem foi eliminada |
Você apagou esta mensagem | Apagou esta mensagem | Eliminou esta mensagem |
Ce message a été supprimé | Vous avez supprimé ce message | Diese Nachricht wurde gelöscht |
Du hast diese Nachricht gelöscht | Questo messaggio è stato eliminato |
Hai eliminato questo messaggio | Dit bericht is verwijderd | Dit bericht werd verwijderd |
Je hebt dit bericht verwijderd | U heeft dit bericht verwijderd | Данное сообщение удалено |
Это сообщение удалено | Сообщение удалено | Вы удалили данное сообщение |
Вы удалили это сообщение | Це повідомлення видалено | Ви видалили це повідомлення |
Ta wiadomość została usunięta | Usunięto tę wiadomość |
Ta wiadomość została usunięta przez Ciebie | Bu mesaj silindi | Bu mesajı sildiniz |
Tato zpráva byla odstraněna | Odstranili jste tuto zprávu | Táto správa bola odstránená |
Ezt az üzenetet törölték | Törölted ezt az üzenetet | Acest mesaj a fost șters |
Ai șters acest mesaj | Det här meddelandet har raderats | Du raderade det här meddelandet |
Denne meldingen ble slettet | Du slettet denne meldingen | Denne besked blev slettet |
Du slettede denne besked | Tämä viesti poistettiin | Poistit tämän viestin |
Αυτό το μήνυμα διαγράφηκε | Διαγράψατε αυτό το μήνυμα | تم حذف هذه الرسالة |
لقد حذفت هذه الرسالة | حذفت هذه الرسالة | قمت بحذف هذه الرسالة | این پیام حذف شد |
این پیام حذف شده است | شما این پیام را حذف کردید | הודעה זו נמחקה | מחקת הודעה זו |
מחקת את ההודעה הזו | यह मैसेज डिलीट किया गया | आपने यह मैसेज डिलीट किया |
यह संदेश हटा दिया गया था | Pesan ini telah dihapus | Anda menghapus pesan ini |
Mesej ini telah dipadam | Anda telah memadam mesej ini | Tin nhắn này đã bị xóa |
Bạn đã xóa tin nhắn này | ข้อความนี้ถูกลบแล้ว | คุณลบข้อความนี้แล้ว | 此消息已删除
| 您删除了此消息 |
你删除了这条消息 | 此訊息已刪除 | 您已刪除此訊息 | このメッセージは削除されました
| このメッセージを削除しました | 이 메시지는 삭제되었습니다 |
내가 삭제한 메시지입니다 | Poruka je izbrisana | Ova je poruka izbrisana |
Izbrisali ste ovu poruku | Ова порука је избрисана | Порука је избрисана |
Това съобщение бе изтрито | Съобщението е изтрито | Изтрихте това съобщение |
To sporočilo je bilo izbrisano | See sõnum kustutati | Ši žinutė buvo ištrinta |
Šis ziņojums tika dzēsts | Bu mesaj silinib | এই মেসেজটি ডিলিট করা হয়েছে |
আপনি এই মেসেজটি ডিলিট করেছেন | ਇਹ ਮੈਸੇਜ ਮਿਟਾਇਆ ਗਿਆ | આ મેસેજ ડિલીટ કરવામાં આવ્યો |
हा मेसेज डिलीट केला | இந்த மெசேஜ் நீக்கப்பட்டது | یہ پیغام حذف کر دیا گیا |
Hierdie boodskap is geskrap | Ujumbe huu ulifutwa | Na-delete ang mensaheng ito |
Mezu hau ezabatu da | Se eliminó este mensaje por un admin | 此信息已被删除 | 你已删除此消息 |
您已删除此消息 | 此訊息已被刪除 | 你已刪除此訊息 | Mensaje eliminado por un administrador
""")
"""The whole text of a message whose words are gone."""


def is_deleted(text: str) -> bool:
    """Is this the whole text of a message whose words are gone?"""
    if "(" in text and len(text) <= LONGEST:  # `IMG-1.jpg (file attached)`: no phrase has one
        return False
    return plain(text) in DELETED


def _tails() -> frozenset[str]:
    """The last three letters of phrases for deleted words and files left out, to find them fast."""
    ends = {phrase.rsplit(" ", 1)[-1] for phrase in DELETED}
    ends |= {each.rsplit(" ", 1)[-1] for each in _OMITTED_VERB.split("|")}
    ends |= {each.rsplit(" ", 1)[-1] for each in _OMITTED_NOUN.split("|")}
    ends |= {end.title() for end in ends} | {end.upper() for end in ends}
    return frozenset((end + stop)[-3:] for end in ends for stop in ("", ".", "。"))


TAILS = _tails()

_NOTICE = re.compile(
    "end-to-end|ende-zu-ende|extremo a extremo|extrem a extrem|ponta a ponta|bout en bout"
    "|crittografia end|сквозн|наскрізн|uçtan uca|pełne szyfrowanie|szyfrowan|end-til-end"
    "|ende-til-ende|koncového šifr|végpontok közötti|تشفير تام|تمامًا بين الطرفين|سرتاسر"
    "|מקצה לקצה|端到端|端對端|エンドツーエンド|종단간|종단 간|ujung ke ujung"
    "|created (?:this |the )?group|created group|changed the (?:group|subject|name)"
    "|changed this group|joined using|was added|were added|added you|you added|you were added"
    "|security code|turned (?:on|off) disappearing|changed their phone number"
    "|creó (?:el|este) grupo|criou (?:o|este) grupo|a créé (?:le|ce) groupe"
    "|hat die gruppe .*erstellt|ha creato (?:il|questo) gruppo|bu grubu oluşturdu"
    "|grubunu oluşturdu|создал(?:\\(а\\)|а)? (?:эту )?групп|groep .*gemaakt|utworzył"
    "|sicherheitsnummer|código de seguridad|código de segurança|code de sécurité"
    "|codice di sicurezza|код безопасности|güvenlik kodu|end-tot-end|päästä päähän"
    "|helt krypterad|totalsträckskrypter|ende til ende|διατερματικ|integral criptate"
    "|criptate integral|complet criptate|от край до край|s kraja na kraj|od kraja do kraja"
    "|с краја на крај|od začetka do konca|viskrüpt|visapusiškai šifr|pilnīgi šifr"
    "|mã hóa đầu cuối|ต้นทางถึงปลายทาง|एंड-टू-एंड|এন্ড-টু-এন্ড|ਸਿਰੇ-ਤੋਂ-ਸਿਰੇ|એન્ડ-ટુ-એન્ડ"
    "|एंड टू एंड|முழுவதும் குறியாக்கம்|اینڈ ٹو اینڈ|hujung ke hujung|mwisho hadi mwisho"
    "|端到端加密|端對端加密|보안 코드|セキュリティコード|安全代码|安全碼|رمز الأمان|کد امنیتی"
    "|קוד האבטחה|säkerhetskod|sikkerhetskode|sikkerhedskode|turvakood|turvakoodi"
    "|bezpečnostní kód|bezpečnostný kód|biztonsági kód|kod zabezpieczeń|kod bezpieczeństwa"
    "|beveiligingscode|codul de securitate|κωδικός ασφαλείας|kode keamanan|mã bảo mật"
    "|messages? temporaire|disappearing messages|mensajes temporales|mensagens temporárias"
    "|selbstlöschende nachrichten|messaggi effimeri|исчезающие сообщения"
    "|berichten met vervaltermijn"
    "|znikające wiadomości|süreli mesajlar|الرسائل المؤقتة|رسائل ذاتية الاختفاء|הודעות נעלמות"
    "|消えるメッセージ|사라지는 메시지|限时消息|限時訊息"
)


def is_notice(text: str) -> bool:
    """Words of WhatsApp about the chat itself (encryption, group, numbers), not of a person."""
    return _NOTICE.search(plain(text)) is not None


_THREAD = re.compile(
    r"(?:chat de whatsapp con|conversación de whatsapp con"
    r"|chat whatsapp con|xat de whatsapp amb|conversa do whatsapp com|conversa whatsapp com"
    r"|discussion whatsapp avec|whatsapp-chat mit|whatsapp chat mit|whatsapp-chat met"
    r"|чат whatsapp с контактом|чат whatsapp с|чат whatsapp із|czat whatsapp z|chat whatsapp s"
    r"|chat whatsapp dengan|obrolan whatsapp dengan|whatsapp-chatt med|whatsapp-chat med"
    r"|whatsapp-keskustelu|whatsapp csevegés|conversație whatsapp cu|συνομιλία whatsapp με"
    r"|(?:محادثة|دردشة) (?:واتساب|واتس ?آب|whatsapp) مع|צ'אט whatsapp עם|whatsapp צ'אט עם"
    r"|チャット履歴|与|與"
    r"|whatsapp[ _-]chat(?:[ _-]with)?)(?:[ _]*[-–:][ _]*|[ _]+|(?<=[与與]))(?P<name>.+?)"
    r"(?:的(?:[ _]?whatsapp[ _]?)?聊天(?:记录|記錄)?)?"
    r"|(?P<before>.+?)[ _](?:ile whatsapp (?:sohbeti|yazışması)|とのwhatsappトーク履歴"
    r"|的whatsapp聊天记录|的 whatsapp 聊天)",
    re.IGNORECASE,
)
_COPY = re.compile(r"(?:[ _]?\(\d{1,3}\)|[ _]-[ _](?:copy|copia|kopie)){1,20}$", re.IGNORECASE)


def thread_of(base: str) -> str | None:
    """Whose chat it is, as the name of the export says: `WhatsApp Chat with Sam.txt` is Sam."""
    stem = re.sub(r"(?:\.(?:txt|zip)){1,20}$", "", base, flags=re.IGNORECASE)
    match = _THREAD.fullmatch(_COPY.sub("", stem).translate(_NO_MARKS).strip())
    if match is None:
        return None
    return (match["name"] or match["before"]).strip() or None
