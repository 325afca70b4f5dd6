; What the installer says, in its six languages; Windows' own language picks one. $INSTDIR is filled in.
!macro Text name english german french spanish portuguese japanese
  LangString ${name} ${LANG_ENGLISH} `${english}`
  LangString ${name} ${LANG_GERMAN} `${german}`
  LangString ${name} ${LANG_FRENCH} `${french}`
  LangString ${name} ${LANG_SPANISH} `${spanish}`
  LangString ${name} ${LANG_PORTUGUESEBR} `${portuguese}`
  LangString ${name} ${LANG_JAPANESE} `${japanese}`
!macroend

!insertmacro Text comment \
  "Drop files on a Microsoft To Do task" \
  "Dateien auf eine Aufgabe in Microsoft To Do ziehen" \
  "Déposez des fichiers sur une tâche Microsoft To Do" \
  "Suelte archivos en una tarea de Microsoft To Do" \
  "Solte arquivos em uma tarefa do Microsoft To Do" \
  "Microsoft To Do のタスクにファイルをドロップ"
!insertmacro Text whoTitle \
  "Who is TaskDrop for?" \
  "Für wen ist TaskDrop?" \
  "Pour qui est TaskDrop ?" \
  "¿Para quién es TaskDrop?" \
  "Para quem é o TaskDrop?" \
  "TaskDrop を使うのは誰ですか？"
!insertmacro Text whoSubtitle \
  "Choose who on this computer gets TaskDrop." \
  "Wählen Sie, wer an diesem Computer TaskDrop bekommt." \
  "Choisissez qui aura TaskDrop sur cet ordinateur." \
  "Elija quién tendrá TaskDrop en este equipo." \
  "Escolha quem terá o TaskDrop neste computador." \
  "このコンピューターで TaskDrop を使う人を選んでください。"
!insertmacro Text onlyMe \
  "Only for me (needs no administrator)" \
  "Nur für mich (ohne Administrator)" \
  "Pour moi seulement (sans administrateur)" \
  "Solo para mí (sin administrador)" \
  "Só para mim (sem administrador)" \
  "自分だけ（管理者は不要）"
!insertmacro Text allUsers \
  "For everybody who uses this computer (Windows asks for an administrator)" \
  "Für alle an diesem Computer (Windows fragt nach einem Administrator)" \
  "Pour tous les utilisateurs (Windows demande un administrateur)" \
  "Para todos los usuarios (Windows pide un administrador)" \
  "Para todos os usuários (o Windows pede um administrador)" \
  "すべてのユーザー（Windows が管理者の許可を求めます）"
!insertmacro Text program \
  "TaskDrop" "TaskDrop" "TaskDrop" "TaskDrop" "TaskDrop" "TaskDrop"
!insertmacro Text settings \
  "Settings, queue, sign-ins" \
  "Einstellungen, Warteschlange, Anmeldungen" \
  "Paramètres, file d’attente, connexions" \
  "Ajustes, cola, inicios de sesión" \
  "Configurações, fila, logins" \
  "設定、キュー、サインイン"
!insertmacro Text isOpen \
  "TaskDrop is open. Close it, then press Retry. Uploads go on when it is opened again." \
  "TaskDrop ist offen. Schließen Sie es und wählen Sie dann „Wiederholen“. Uploads gehen weiter, wenn es wieder geöffnet wird." \
  "TaskDrop est ouvert. Fermez-le, puis choisissez « Recommencer ». Les envois continueront à sa réouverture." \
  "TaskDrop está abierto. Ciérrelo y pulse Reintentar. Las subidas continuarán cuando vuelva a abrirse." \
  "O TaskDrop está aberto. Feche-o e clique em Repetir. Os envios continuam quando ele for aberto de novo." \
  "TaskDrop が開いています。閉じてから［再試行］を押してください。アップロードは次に開いたときに続きます。"
!insertmacro Text cannotWrite \
  "TaskDrop could not be written to $INSTDIR. Choose a folder that you may write to." \
  "TaskDrop konnte nicht nach $INSTDIR geschrieben werden. Wählen Sie einen Ordner, in den Sie schreiben dürfen." \
  "TaskDrop n’a pas pu être écrit dans $INSTDIR. Choisissez un dossier où vous pouvez écrire." \
  "TaskDrop no se pudo escribir en $INSTDIR. Elija una carpeta en la que pueda escribir." \
  "Não foi possível gravar o TaskDrop em $INSTDIR. Escolha uma pasta em que você possa gravar." \
  "TaskDrop を $INSTDIR に書き込めませんでした。書き込みできるフォルダーを選んでください。"
!insertmacro Text needsAdministrator \
  "For all users, TaskDrop can be installed or removed by an administrator only. Nothing was changed." \
  "Für alle kann nur ein Administrator TaskDrop installieren oder entfernen. Es wurde nichts geändert." \
  "Pour tous les utilisateurs, seul un administrateur peut installer ou supprimer TaskDrop. Rien n’a été modifié." \
  "Para todos los usuarios, solo un administrador puede instalar o quitar TaskDrop. No se ha cambiado nada." \
  "Para todos os usuários, só um administrador pode instalar ou remover o TaskDrop. Nada foi alterado." \
  "すべてのユーザー向けに TaskDrop をインストール、削除できるのは管理者だけです。何も変更されていません。"
!insertmacro Text needs64 \
  "TaskDrop needs a 64-bit Windows." \
  "TaskDrop braucht ein 64-Bit-Windows." \
  "TaskDrop a besoin d’un Windows 64 bits." \
  "TaskDrop necesita un Windows de 64 bits." \
  "O TaskDrop precisa de um Windows de 64 bits." \
  "TaskDrop には 64 ビット版の Windows が必要です。"
