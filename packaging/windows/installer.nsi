; The installer for Windows. packaging/windows/build calls makensis with VERSION, PROGRAM, ICON, LICENSE and OUTPUT.
;
;   taskdrop-VERSION-windows-amd64-setup.exe [/S] [/ALLUSERS] [/D=FOLDER]
;   uninstall.exe [/S] [/REMOVESETTINGS]
;
; It installs for the person alone, without an administrator; /ALLUSERS, from an administrator, installs for everybody.
; /S asks and shows nothing. Exit codes: 0 done, 1 cancelled by the person, 2 could not be done.
Unicode True
; A 64-bit installer, as the program is: it then sees the same folders and registry.
Target amd64-unicode
ManifestDPIAware True
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "LogicLib.nsh"

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

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\taskdrop.exe"
!insertmacro MUI_PAGE_LICENSE "${LICENSE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "Spanish"
!insertmacro MUI_LANGUAGE "PortugueseBR"
!insertmacro MUI_LANGUAGE "Japanese"

!macro RefuseOld
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "TaskDrop needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetRegView 64
!macroend

; For everybody: other folders and the other half of the registry. An administrator's start only.
!macro ForAllUsers
  SetShellVarContext all
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    MessageBox MB_OK|MB_ICONSTOP "For all users, TaskDrop has to be installed or removed by an administrator. Right-click the file and choose Run as administrator." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
!macroend

; A program that runs can't be replaced. Uploads go on at its next start, so closing it loses nothing.
!macro WaitUntilClosed
  ${DoWhile} ${FileExists} "$INSTDIR\taskdrop.exe"
    ClearErrors
    Delete "$INSTDIR\taskdrop.exe"
    ${If} ${Errors}
    ${AndIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "TaskDrop is open. Close it, then press Retry. Uploads go on when it is opened again." /SD IDCANCEL IDCANCEL`
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${Loop}
!macroend

Function .onInit
  !insertmacro RefuseOld
  StrCpy $3 "$LOCALAPPDATA\Programs\TaskDrop"
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/ALLUSERS" $2
  ${IfNot} ${Errors}
    !insertmacro ForAllUsers
    StrCpy $3 "$PROGRAMFILES64\TaskDrop"
  ${EndIf}
  ; /D= has filled INSTDIR in already; without it an upgrade goes where the old version is.
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${UNINSTALL_KEY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $3
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
    MessageBox MB_OK|MB_ICONSTOP "TaskDrop could not be written to $INSTDIR. Choose a folder that you may write to." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  CreateShortCut "$SMPROGRAMS\TaskDrop.lnk" "$INSTDIR\taskdrop.exe" "" "$INSTDIR\taskdrop.exe" 0 "" "" "Drop files on a Microsoft To Do task"
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

Function un.onInit
  !insertmacro RefuseOld
  ; Whoever is installed here for everybody is named in the machine's half of the registry.
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    !insertmacro ForAllUsers
  ${EndIf}
FunctionEnd

Section "Uninstall"
  !insertmacro WaitUntilClosed
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\TaskDrop.lnk"
  Delete "$SENDTO\TaskDrop.lnk"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  ; Settings, queue and sign-ins are the person's: they go only when told.
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/REMOVESETTINGS" $2
  ${IfNot} ${Errors}
    SetShellVarContext current
    RMDir /r "$APPDATA\taskdrop"
    RMDir /r "$APPDATA\fyne\${ID}"
  ${EndIf}
SectionEnd
