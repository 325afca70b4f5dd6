; The installer for Windows. packaging/windows/build calls makensis with VERSION, PROGRAM, ICON, SIDE, LICENSE and OUTPUT.
;
;   taskdrop-VERSION-windows-amd64-setup.exe [/S] [/ALLUSERS] [/D=FOLDER]
;   uninstall.exe [/S] [/REMOVESETTINGS]
;
; It installs for the person alone, without an administrator; for everybody when that is chosen, or with /ALLUSERS, and then
; as an administrator. /S asks and shows nothing. Exit codes: 0 done, 1 cancelled by the person, 2 could not be done.
Unicode True
; A 64-bit installer, as the program is: it then sees the same folders and registry.
Target amd64-unicode
ManifestDPIAware True
ManifestLongPathAware True
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "LogicLib.nsh"
!include "nsDialogs.nsh"

!define ID "io.github.taskdrop.TaskDrop"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

Name "TaskDrop"
OutFile "${OUTPUT}"
BrandingText "TaskDrop ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "TaskDrop"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Installs TaskDrop"
VIAddVersionKey "CompanyName" "TaskDrop contributors"
VIAddVersionKey "LegalCopyright" "Copyright 2026 TaskDrop contributors. MIT licence."

Var everybody ; "yes" when it is installed, or removed, for all users
Var onlyMe
Var allUsers

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION startProgram
!insertmacro MUI_PAGE_LICENSE "${LICENSE}"
Page custom askForWhom takeForWhom
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_COMPONENTSPAGE_NODESC
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "PortugueseBR"
!insertmacro MUI_LANGUAGE "Japanese"
!include "installer-texts.nsh"

; fail TEXT says why nothing more is done, unless it is silent.
!macro fail text
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

!macro RefuseOld
  ${IfNot} ${RunningX64}
    !insertmacro fail "$(needs64)"
  ${EndIf}
  SetRegView 64
!macroend

; ForAllUsers PROGRAM PARAMETERS: other folders and the other half of the registry. Whoever is no administrator is asked by
; Windows for one, in a start of its own.
!macro ForAllUsers program parameters
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    ClearErrors
    ${If} ${Silent}
      SetErrors
    ${Else}
      ExecShell "runas" "${program}" "${parameters}"
    ${EndIf}
    ${If} ${Errors}
      !insertmacro fail "$(needsAdministrator)"
    ${EndIf}
    SetErrorLevel 0
    Quit
  ${EndIf}
  SetShellVarContext all
  StrCpy $everybody "yes"
!macroend

; A program that runs can't be replaced. Uploads go on at its next start, so closing it loses nothing.
!macro WaitUntilClosed
  ${DoWhile} ${FileExists} "$INSTDIR\taskdrop.exe"
    ClearErrors
    Delete "$INSTDIR\taskdrop.exe"
    ${If} ${Errors}
    ${AndIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(isOpen)" /SD IDCANCEL IDCANCEL`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

; Without /D= an upgrade goes where the old version is.
!macro FindFolder usual
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "${usual}"
  ${EndIf}
!macroend

Function .onInit
  !insertmacro RefuseOld
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/ALLUSERS" $2
  ${IfNot} ${Errors}
    !insertmacro ForAllUsers "$EXEPATH" "$1"
    !insertmacro FindFolder "$PROGRAMFILES64\TaskDrop"
  ${Else}
    !insertmacro FindFolder "$LOCALAPPDATA\Programs\TaskDrop"
  ${EndIf}
FunctionEnd

; Who is asked for was decided already where the command line says /ALLUSERS.
Function askForWhom
  ${If} $everybody == "yes"
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(whoTitle)" "$(whoSubtitle)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 10u 100% 12u "$(onlyMe)"
  Pop $onlyMe
  ${NSD_CreateRadioButton} 0 30u 100% 12u "$(allUsers)"
  Pop $allUsers
  ; Where it is installed for everybody already, that is what is upgraded.
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == ""
    ${NSD_Check} $onlyMe
    ${NSD_SetFocus} $onlyMe
  ${Else}
    ${NSD_Check} $allUsers
    ${NSD_SetFocus} $allUsers
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function takeForWhom
  ${NSD_GetState} $allUsers $0
  ${If} $0 == ${BST_CHECKED}
    !insertmacro ForAllUsers "$EXEPATH" "/ALLUSERS"
    StrCpy $INSTDIR ""
    !insertmacro FindFolder "$PROGRAMFILES64\TaskDrop"
  ${EndIf}
FunctionEnd

; An administrator's start would run it as an administrator, and Explorer could then not drop files on its window. Explorer
; starts it as the person.
Function startProgram
  ${If} $everybody == "yes"
    Exec '"$WINDIR\explorer.exe" "$INSTDIR\taskdrop.exe"'
  ${Else}
    Exec '"$INSTDIR\taskdrop.exe"'
  ${EndIf}
FunctionEnd

Section
  !insertmacro WaitUntilClosed
  SetOutPath "$INSTDIR"
  ClearErrors
  File "/oname=taskdrop.exe" "${PROGRAM}"
  File "/oname=LICENSE.txt" "${LICENSE}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    !insertmacro fail "$(cannotWrite)"
  ${EndIf}
  CreateShortCut "$SMPROGRAMS\TaskDrop.lnk" "$INSTDIR\taskdrop.exe" "" "$INSTDIR\taskdrop.exe" 0 "" "" "$(comment)"
  CreateShortCut "$SENDTO\TaskDrop.lnk" "$INSTDIR\taskdrop.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "TaskDrop"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\taskdrop.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "TaskDrop contributors"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Section "un.$(program)"
  SectionIn RO
  !insertmacro WaitUntilClosed
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\TaskDrop.lnk"
  Delete "$SENDTO\TaskDrop.lnk"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd

; Settings, queue and sign-ins are the person's: they go only when told, by the mark on the page or by /REMOVESETTINGS.
Section /o "un.$(settings)" theSettings
  SetShellVarContext current
  RMDir /r "$APPDATA\taskdrop"
  RMDir /r "$APPDATA\fyne\${ID}"
SectionEnd

Function un.onInit
  !insertmacro RefuseOld
  StrCpy $3 ""
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/REMOVESETTINGS" $2
  ${IfNot} ${Errors}
    SectionSetFlags ${theSettings} ${SF_SELECTED}
    StrCpy $3 "/REMOVESETTINGS"
  ${EndIf}
  ; Whoever is installed here for everybody is named in the machine's half of the registry.
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    !insertmacro ForAllUsers "$INSTDIR\uninstall.exe" "$3"
  ${EndIf}
FunctionEnd
